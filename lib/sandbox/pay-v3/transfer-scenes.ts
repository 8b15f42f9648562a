/** For what a merchant may send money, and what has to be told about it. (WeChat Pay v3, merchant transfer, scenes) */
export interface TransferScene {
  name: string;
  /** All of them, once each. */
  infoTypes: readonly string[];
  /** What the user may read that the money is; the first is the default. */
  perceptions: readonly [string, ...string[]];
  /** There are more perceptions than anybody has listed. */
  open?: true;
}

const scenes: Readonly<Record<string, TransferScene>> = {
  "1000": {
    name: "现金营销",
    infoTypes: ["活动名称", "奖励说明"],
    perceptions: ["活动奖励", "现金奖励"],
  },
  "1005": {
    name: "佣金报酬",
    infoTypes: ["岗位类型", "报酬说明"],
    perceptions: ["劳务报酬", "报销款", "企业补贴", "开工利是"],
    open: true,
  },
  "1010": { name: "二手回收", infoTypes: ["回收商品名称"], perceptions: ["二手回收货款"] },
  "1011": { name: "企业赔付", infoTypes: ["赔付原因"], perceptions: ["退款", "商家赔付"] },
};

/** The scene of that number, if the sandbox's merchant has it. */
export const transferScene = (id: string): TransferScene | null =>
  Object.hasOwn(scenes, id) ? (scenes[id] ?? null) : null;

/** Whether it looks like a scene of which the sandbox does not know what it asks for: 1006, 1009 and others. */
export const isForeignScene = (id: string): boolean => /^10\d\d$/.test(id) && transferScene(id) === null;

export const transferSceneIds: readonly string[] = Object.keys(scenes);
