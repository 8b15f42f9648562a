/** One stone of the demo shop's catalogue. Its picture is `/stones/${id}.svg`. */
export interface SeedProduct {
  id: string;
  name: string;
  english: string;
  line: string;
  /** Two or three paragraphs, an empty line between them. */
  story: string;
  /** `hardness` is on the Mohs scale, `size` in mm. */
  facts: { carat: string; origin: string; cut: string; hardness: string; size: string };
  /** In fen. */
  price: number;
  stock: number;
  /** 0 to 360: tints the ground while the picture loads. */
  hue: number;
  position: number;
  isNew: boolean;
}

const story = (...paragraphs: string[]): string => paragraphs.join("\n\n");

export const products: readonly SeedProduct[] = [
  {
    id: "moonstone",
    name: "月光石",
    english: "Moonstone",
    line: "一片会走动的月色",
    story: story(
      "产自斯里兰卡的正长石。冷却时，两种长石分作一层层薄片，光在其间散射，浮出这抹蓝白色的晕彩。",
      "古罗马人相信它由月光凝成，会随月亮盈缺。转动它，蓝光便从一侧缓缓走到另一侧，像云后的月亮。",
      "它怕磕碰，适合做吊坠或耳饰；清洗用温水和软布，不宜用超声波。",
    ),
    facts: {
      carat: "2.92 ct",
      origin: "斯里兰卡",
      cut: "椭圆蛋面",
      hardness: "6–6.5",
      size: "10.0 × 8.4 × 5.0 mm",
    },
    price: 29900,
    stock: 24,
    hue: 228,
    position: 1,
    isNew: false,
  },
  {
    id: "amethyst",
    name: "紫水晶",
    english: "Amethyst",
    line: "傍晚七点的紫",
    story: story(
      "乌拉圭的玄武岩气孔里，水晶沿着石壁向内生长。微量的铁与岩石中的天然辐射，把它染成深紫。",
      "它的希腊名字意为“不醉”，古人爱用它雕酒杯，图个清醒的好兆头。明亮式切面让紫色里闪出一点玫红。",
      "日常佩戴足够坚韧。长年曝晒会使颜色变浅，取下后收进盒里就好。",
    ),
    facts: {
      carat: "1.64 ct",
      origin: "乌拉圭 阿蒂加斯",
      cut: "椭圆明亮式",
      hardness: "7",
      size: "9.0 × 7.0 × 4.9 mm",
    },
    price: 19900,
    stock: 36,
    hue: 272,
    position: 2,
    isNew: false,
  },
  {
    id: "aquamarine",
    name: "海蓝宝石",
    english: "Aquamarine",
    line: "一小块平静的海",
    story: story(
      "与祖母绿同属绿柱石，由铁致色。这一颗来自巴西米纳斯吉拉斯，经加热去除黄调，留下清澈的蓝，颜色稳定。",
      "水手曾把它带在身上，盼一路风平浪静。祖母绿式的长台面不追求火彩，只把净度摊开给人看，像望进浅海。",
      "质地硬而通透，戒指、吊坠都相宜。沾了油脂会显暗，用温肥皂水轻刷即可。",
    ),
    facts: {
      carat: "2.01 ct",
      origin: "巴西 米纳斯吉拉斯",
      cut: "祖母绿式",
      hardness: "7.5–8",
      size: "9.2 × 6.8 × 4.8 mm",
    },
    price: 168000,
    stock: 8,
    hue: 194,
    position: 3,
    isNew: true,
  },
  {
    id: "garnet",
    name: "石榴石",
    english: "Garnet",
    line: "剥开的一粒红",
    story: story(
      "镁铝与铁铝两种榴石混生而成，出自莫桑比克的冲积矿层。红色来自铁，不经加热，从地里出来便是如此。",
      "中文名得自石榴籽，波希米亚人则把它密密镶成花。圆明亮式的五十七个刻面，让深红里不断跳出亮点。",
      "它没有解理，耐得住每天佩戴；避开骤冷骤热，温水清洗即可。",
    ),
    facts: {
      carat: "1.51 ct",
      origin: "莫桑比克",
      cut: "圆明亮式",
      hardness: "7–7.5",
      size: "7.0 × 7.0 × 4.5 mm",
    },
    price: 25900,
    stock: 40,
    hue: 352,
    position: 4,
    isNew: false,
  },
  {
    id: "labradorite",
    name: "拉长石",
    english: "Labradorite",
    line: "石头里的北方极光",
    story: story(
      "静看是一块灰石，转到某个角度，蓝、绿、金忽然亮起。那是光在石内细密的层片之间干涉，名叫“拉长晕彩”。",
      "因纽特人的传说里，极光曾被困在海岸的岩石中，有人用矛劈开，才放回天上。这一颗来自芬兰于莱马，色谱齐全。",
      "有两组解理，怕重击，宜作吊坠。侧光下看，颜色更足。",
    ),
    facts: {
      carat: "5.74 ct",
      origin: "芬兰 于莱马",
      cut: "垫形蛋面",
      hardness: "6–6.5",
      size: "12.0 × 11.1 × 5.5 mm",
    },
    price: 9900,
    stock: 18,
    hue: 202,
    position: 5,
    isNew: false,
  },
  {
    id: "peridot",
    name: "橄榄石",
    english: "Peridot",
    line: "火山带上来的春天",
    story: story(
      "它生在几十公里深的地幔，随玄武岩浆一路升上地表。河北张家口的大麻坪，是中国熟悉的一处产地。",
      "铁是它的本分而非杂质，颜色因此总在绿里深浅。双折射强，隔着台面看，底部棱线会叠成两道。",
      "古埃及人称它为太阳的石头，烛光下也不显暗。质地略脆，忌酸与汗渍，戴后请用清水擦净。",
    ),
    facts: {
      carat: "1.78 ct",
      origin: "中国 河北张家口",
      cut: "梨形明亮式",
      hardness: "6.5–7",
      size: "9.0 × 7.2 × 4.7 mm",
    },
    price: 36800,
    stock: 15,
    hue: 90,
    position: 6,
    isNew: false,
  },
  {
    id: "tourmaline",
    name: "双色碧玺",
    english: "Bicolour Tourmaline",
    line: "半是新叶，半是晚霞",
    story: story(
      "晶体生长时，周围的热液换了成分，颜色便从绿走到红，中间留下一段近乎无色的过渡。莫桑比克的伟晶岩里常有这样的惊喜。",
      "碧玺受热会吸起灰尘，荷兰商人曾用它吸出烟斗里的灰。马眼形顺着晶体的长轴切磨，两端恰好各占一色。",
      "每颗的分界都不相同。尖端以爪包住，佩戴更安心；忌高温与骤热。",
    ),
    facts: {
      carat: "1.62 ct",
      origin: "莫桑比克",
      cut: "马眼形明亮式",
      hardness: "7–7.5",
      size: "12.0 × 6.4 × 4.3 mm",
    },
    price: 98000,
    stock: 3,
    hue: 165,
    position: 7,
    isNew: true,
  },
  {
    id: "pearl",
    name: "淡水珍珠",
    english: "Freshwater Pearl",
    line: "不必切磨的圆满",
    story: story(
      "浙江诸暨的三角帆蚌，用数年时间，一层层裹出这颗珠子。每层都薄如蝉翼，光在其间折返，白里便透出粉与青。",
      "它不经琢磨便能佩戴，在宝石里并不多见。唐人说“沧海月明珠有泪”，月与珠，自古就被放在一处看。",
      "珍珠怕酸、怕香水，宜妆后再戴；取下用软布拭汗，单独平放。",
    ),
    facts: {
      carat: "6.06 ct",
      origin: "中国 浙江诸暨",
      cut: "正圆珠，未切磨",
      hardness: "2.5–4.5",
      size: "9.5 mm",
    },
    price: 68800,
    stock: 12,
    hue: 20,
    position: 8,
    isNew: false,
  },
  {
    id: "tanzanite",
    name: "坦桑石",
    english: "Tanzanite",
    line: "乞力马扎罗的暮色",
    story: story(
      "一九六七年发现于坦桑尼亚梅勒拉尼，矿区望得见乞力马扎罗山。它是含钒的黝帘石，经加热显出蓝紫，颜色稳定。",
      "换个方向看，蓝会变紫，这叫多色性。三角明亮式把台面对准蓝色的方向，转动时紫光从边角渗出来。",
      "它有一组完全解理，怕敲击与骤热，宜作吊坠、耳饰；不要用超声波或蒸汽清洗。",
    ),
    facts: {
      carat: "2.67 ct",
      origin: "坦桑尼亚 梅勒拉尼",
      cut: "三角明亮式",
      hardness: "6–7",
      size: "9.0 × 8.8 × 5.6 mm",
    },
    price: 688000,
    stock: 6,
    hue: 238,
    position: 9,
    isNew: false,
  },
  {
    id: "citrine",
    name: "黄水晶",
    english: "Citrine",
    line: "收起一盏灯的光",
    story: story(
      "天然黄水晶并不多见，市面上多由紫水晶加热而来，这一颗也是：巴西南里奥格兰德的晶体，加热后转为蜜黄，不会褪回。",
      "它的名字来自法语的柠檬。阿斯切切工始于一九零二年，八边的台阶一级级向内收，像走进一间点着灯的屋子。",
      "石英硬度为七，适合天天戴。避免长时间高温，软刷加温水即可洗净。",
    ),
    facts: {
      carat: "2.47 ct",
      origin: "巴西 南里奥格兰德",
      cut: "阿斯切式（八角阶梯）",
      hardness: "7",
      size: "8.5 × 8.5 × 5.6 mm",
    },
    price: 15900,
    stock: 28,
    hue: 38,
    position: 10,
    isNew: false,
  },
  {
    id: "opal",
    name: "欧泊",
    english: "Opal",
    line: "一石收尽虹色",
    story: story(
      "澳大利亚库伯佩迪的砂岩里，富含二氧化硅的水慢慢沉淀，微小的球粒排成阵列，把白光拆成一块块颜色，称为变彩。",
      "老普林尼写它：有红宝石的火，紫水晶的紫，祖母绿的海。每一颗的图案都不会重来。",
      "欧泊含水，怕干燥与骤热，不宜久浸、不用超声波。收纳时单独放置，避开硬物刮擦。",
    ),
    facts: {
      carat: "2.09 ct",
      origin: "澳大利亚 库伯佩迪",
      cut: "椭圆蛋面",
      hardness: "5–6.5",
      size: "11.0 × 8.8 × 3.8 mm",
    },
    price: 328000,
    stock: 0,
    hue: 168,
    position: 11,
    isNew: false,
  },
  {
    id: "spinel",
    name: "尖晶石",
    english: "Spinel",
    line: "抹谷山谷的热粉色",
    story: story(
      "缅甸抹谷的大理岩中，尖晶石常与红宝石同生。铬给了它带荧光的粉红，未经加热，日光下像自己亮着。",
      "几百年里人们分不清两者，英国王冠上那颗“黑王子红宝石”，后来才知道是尖晶石。垫形切工圆润，把亮光收在中央。",
      "它硬度为八，没有解理，做戒指也放心；温水软刷清洗即可。随石附鉴定证书。",
    ),
    facts: {
      carat: "2.02 ct",
      origin: "缅甸 抹谷",
      cut: "垫形明亮式",
      hardness: "8",
      size: "7.5 × 7.5 × 4.9 mm",
    },
    price: 1288000,
    stock: 1,
    hue: 338,
    position: 12,
    isNew: true,
  },
];
