import { X509Certificate } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { changeKeyState } from "@/lib/sandbox/pay-v3/keys";
import { platformCertificates } from "@/lib/sandbox/platform-keys";
import { freshListener, opened } from "./v3-listener";
import { isGenuine, send } from "./v3-support";

beforeEach(freshListener);

describe("platform certificates", () => {
  const list = async () => {
    const answer = await send({ path: "/v3/certificates" });
    const data = answer.json.data as { serial_no: string; encrypt_certificate: Record<string, string> }[];
    return { answer, data };
  };
  it("come encrypted, and sign the answer that brings them", async () => {
    const { answer, data } = await list();
    expect(data.map(({ serial_no }) => serial_no)).toEqual(platformCertificates.map(({ serial }) => serial));
    for (const { serial_no, encrypt_certificate } of data) {
      expect(new X509Certificate(opened(encrypt_certificate)).serialNumber).toBe(serial_no);
    }
    expect(answer.headers.get("wechatpay-serial")).toBe(platformCertificates[0].serial);
    expect(isGenuine(answer.headers, answer.text)).toBe(true);
  });

  it("can be rotated: which are served, and which signs", async () => {
    await changeKeyState({ served: "second", signing: "second" });
    const { answer, data } = await list();
    expect(data.map(({ serial_no }) => serial_no)).toEqual([platformCertificates[1].serial]);
    expect(answer.headers.get("wechatpay-serial")).toBe(platformCertificates[1].serial);
  });
});
