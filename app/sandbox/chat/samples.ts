/** What the phone's camera and microphone would take: drawn and synthesised here, so that a desk is enough. */

export const samplePictures = [
  { stone: "moonstone", name: "月光石" },
  { stone: "garnet", name: "石榴石" },
  { stone: "aquamarine", name: "海蓝宝石" },
] as const;

export type SamplePicture = (typeof samplePictures)[number];

const size = { width: 900, height: 1200 };

function loadImage(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error(`图片打不开：${address}`));
    image.src = address;
  });
}

/** Paints the stone; `turn` from 0 to 1 moves the light once around. */
function paint(context: CanvasRenderingContext2D, image: HTMLImageElement, turn: number) {
  const { width, height } = context.canvas;
  // The drawing is square and has its own ground: the stone is in the middle of it.
  context.drawImage(image, (width - height) / 2, 0, height, height);
  const x = width * (0.5 + 0.4 * Math.cos(2 * Math.PI * turn));
  const y = height * (0.4 + 0.2 * Math.sin(2 * Math.PI * turn));
  const light = context.createRadialGradient(x, y, 0, x, y, width * 0.6);
  light.addColorStop(0, "rgba(255, 255, 255, 0.35)");
  light.addColorStop(1, "rgba(255, 255, 255, 0)");
  context.fillStyle = light;
  context.fillRect(0, 0, width, height);
}

async function canvasFor(sample: SamplePicture, scale: number) {
  const canvas = document.createElement("canvas");
  canvas.width = size.width * scale;
  canvas.height = size.height * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("这个浏览器不能画图");
  const image = await loadImage(`/stones/${sample.stone}.svg`);
  const draw = (turn: number) => paint(context, image, turn);
  draw(0.6);
  return { canvas, draw };
}

function jpegOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("图片没有拍成"))), "image/jpeg", 0.85),
  );
}

/** A photo, as JPEG. */
export async function takePicture(sample: SamplePicture): Promise<Blob> {
  return jpegOf((await canvasFor(sample, 1)).canvas);
}

const filming = 2000;

type Scene = { canvas: HTMLCanvasElement; draw: (turn: number) => void };

/** Films the light that goes around a stone. @returns an empty one where the encoder was not ready in time */
async function shoot({ canvas, draw }: Scene, mimeType: string): Promise<Blob> {
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve();
  });
  recorder.start();
  const begin = performance.now();
  await new Promise<void>((resolve) => {
    const next = () => {
      const passed = performance.now() - begin;
      draw((passed / filming + 0.6) % 1);
      if (passed < filming) requestAnimationFrame(next);
      else resolve();
    };
    next();
  });
  if (recorder.state !== "inactive") recorder.stop();
  await stopped;
  return new Blob(parts, { type: mimeType });
}

/** As WeChat's phones film, and what every browser that records can do. */
const videoKinds = ["video/mp4", "video/webm"];

/** Films a stone for two seconds. @throws Error where the browser cannot record */
export async function film(sample: SamplePicture): Promise<{ video: Blob; thumb: Blob }> {
  const kinds =
    typeof MediaRecorder === "undefined"
      ? []
      : videoKinds.filter((kind) => MediaRecorder.isTypeSupported(kind));
  const scene = await canvasFor(sample, 0.4);
  const thumb = await jpegOf(scene.canvas);
  for (const kind of kinds) {
    const video = await shoot(scene, kind);
    if (video.size > 0) return { video, thumb };
  }
  throw new Error("这个浏览器不能录像");
}

export const samplePhrases = ["你好，请问有月光石吗？", "我想查一下我的订单", "谢谢，再见"] as const;

const rate = 8000;
const syllable = 0.24;

/** Somebody hums a phrase: a tone for each of its characters, as WAV. Seconds as WeChat counts them, at least 1. */
export function hum(phrase: string): { sound: Blob; seconds: number } {
  const letters = [...phrase];
  const length = Math.max(0.8, letters.length * syllable);
  const count = Math.round(length * rate);
  const data = new DataView(new ArrayBuffer(44 + count * 2));
  writeHeader(data, count);
  let phase = 0;
  for (let at = 0; at < count; at++) {
    const letter = letters[Math.floor(at / rate / syllable)] ?? "。";
    const within = (at / rate / syllable) % 1;
    const spoken = /\p{Letter}/u.test(letter) ? Math.sin(Math.PI * within) ** 0.6 : 0;
    phase += (170 + ((letter.codePointAt(0) ?? 0) % 90) + 24 * Math.sin(within * 5)) / rate;
    const tone =
      Math.sin(2 * Math.PI * phase) +
      0.5 * Math.sin(4 * Math.PI * phase) +
      0.25 * Math.sin(6 * Math.PI * phase);
    data.setInt16(44 + at * 2, Math.round(tone * spoken * 9000), true);
  }
  return { sound: new Blob([data.buffer], { type: "audio/wav" }), seconds: Math.max(1, Math.round(length)) };
}

/** The 44 bytes before the samples: one channel, 16 bits. */
function writeHeader(data: DataView, count: number) {
  const text = (offset: number, letters: string) => {
    for (let index = 0; index < letters.length; index++)
      data.setUint8(offset + index, letters.charCodeAt(index));
  };
  text(0, "RIFF");
  data.setUint32(4, 36 + count * 2, true);
  text(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true);
  data.setUint16(22, 1, true);
  data.setUint32(24, rate, true);
  data.setUint32(28, rate * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  text(36, "data");
  data.setUint32(40, count * 2, true);
}

export interface Place {
  label: string;
  latitude: number;
  longitude: number;
}

/** Where somebody may be. */
export const places: readonly Place[] = [
  { label: "上海市徐汇区衡山路 8 号", latitude: 31.20641, longitude: 121.44823 },
  { label: "北京市东城区景山前街 4 号", latitude: 39.91635, longitude: 116.39712 },
  { label: "杭州市西湖区龙井路 1 号", latitude: 30.23821, longitude: 120.13154 },
  { label: "斯里兰卡，拉特纳普勒宝石市场", latitude: 6.68275, longitude: 80.39919 },
];
