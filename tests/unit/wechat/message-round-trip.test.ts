import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRobot, type Reply, type RobotMessage, replyXml, xmlText } from "@/lib/wechat";
import { withoutRaw } from "./message-samples";
import { account, gh, hasKey, modes, replyIn, start } from "./message-support";

/** As WeChat writes it: CDATA, whose end is split when it stands in the text. */
const cdata = (text: string) => `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
const element = (name: string, value: string) => `<${name}>${value}</${name}>`;

const nasty = fc
  .array(
    fc.constantFrom(
      "]]>",
      "]]",
      ">",
      "<![CDATA[",
      "</xml>",
      "<Content>",
      "&amp;",
      "&",
      "\n",
      "\r\n",
      " ",
      "💎",
      "宝",
    ),
  )
  .map((parts) => parts.join(""));
/** Anything but NUL and halves of characters, which no XML can carry. */
const text = fc
  .oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), nasty)
  .map((value) => value.replace(/\0|\p{Cs}/gu, ""));
const filled = text.filter((value) => value !== "");
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const integer = fc.nat();
const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const sender = fc.stringMatching(/^[\w-]{1,40}$/);

type Part = { xml: string; fields: object };
type Parts = fc.Arbitrary<Part>;

const texts = (...names: string[]): Parts =>
  fc.tuple(...names.map(() => text)).map((values) => ({
    xml: names.map((name, index) => element(name, cdata(values[index] ?? ""))).join(""),
    fields: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""])),
  }));
const numbers = (of: fc.Arbitrary<number>, ...names: string[]): Parts =>
  fc.tuple(...names.map(() => of)).map((values) => ({
    xml: names.map((name, index) => element(name, String(values[index]))).join(""),
    fields: Object.fromEntries(names.map((name, index) => [name, values[index]])),
  }));
const optional = (name: string): Parts =>
  fc.option(filled, { nil: null }).map((value) => ({
    xml: value === null ? "" : element(name, cdata(value)),
    fields: value === null ? {} : { [name]: value },
  }));
const inside = (name: string, part: Parts, field = name): Parts =>
  part.map(({ xml, fields }) => ({ xml: element(name, xml), fields: { [field]: fields } }));
const listOf = (name: string, part: Parts, wrapper?: string): Parts =>
  fc.array(part, { maxLength: 4 }).map((parts) => {
    const xml = parts.map((one) => element(name, one.xml)).join("\n");
    const fields = { [wrapper ?? name]: parts.map((one) => one.fields) };
    return { xml: wrapper ? element(wrapper, xml) : xml, fields };
  });
const wrapped = (name: string, part: Parts): Parts =>
  part.map(({ xml, fields }) => ({ xml: element(name, xml), fields }));
const all = (...parts: Parts[]): Parts =>
  fc.tuple(...parts).map((found) => ({
    xml: found.map(({ xml }) => xml).join("\n"),
    fields: Object.assign({}, ...found.map(({ fields }) => fields)),
  }));
const says = (name: string, value: string, fields: object = { [name]: value }): Parts =>
  fc.constant({ xml: element(name, cdata(value)), fields });

const message = (type: string, ...parts: Parts[]) =>
  all(
    says("MsgType", type),
    ...parts,
    id.map((value) => ({ xml: element("MsgId", value), fields: { MsgId: value } })),
    optional("MsgDataId"),
    optional("Idx"),
  );
const event = (name: string, ...parts: Parts[]) =>
  all(says("MsgType", "event"), says("Event", name), ...parts);

const place = [numbers(number, "Location_X", "Location_Y"), numbers(integer, "Scale"), texts("Label")];
const scanned = inside("ScanCodeInfo", texts("ScanType", "ScanResult"));
const pictures = inside(
  "SendPicsInfo",
  all(numbers(integer, "Count"), listOf("item", texts("PicMd5Sum"), "PicList")),
);
const choice = texts("TemplateId", "SubscribeStatusString");
const key = texts("EventKey");

const anything: Parts = fc.oneof(
  message("text", texts("Content"), optional("bizmsgmenuid")),
  message("image", texts("PicUrl", "MediaId")),
  message("voice", texts("MediaId", "Format"), optional("MediaId16K"), optional("Recognition")),
  message("video", texts("MediaId", "ThumbMediaId")),
  message("shortvideo", texts("MediaId", "ThumbMediaId")),
  message("location", ...place),
  message("link", texts("Title", "Description", "Url")),
  event("subscribe", optional("Ticket")),
  event(
    "subscribe",
    filled.map((scene) => ({
      xml: element("EventKey", cdata(`qrscene_${scene}`)),
      fields: { EventKey: `qrscene_${scene}`, scene },
    })),
  ),
  event("unsubscribe"),
  event(
    "SCAN",
    texts("Ticket"),
    text.map((scene) => ({
      xml: element("EventKey", cdata(scene)),
      fields: { EventKey: scene, scene },
    })),
  ),
  event("LOCATION", numbers(number, "Latitude", "Longitude", "Precision")),
  event("CLICK", key),
  event("VIEW", key, optional("MenuId")),
  event("view_miniprogram", key, optional("MenuId")),
  event("scancode_push", key, scanned),
  event("scancode_waitmsg", key, scanned),
  event("pic_sysphoto", key, pictures),
  event("pic_photo_or_album", key, pictures),
  event("pic_weixin", key, pictures),
  event("location_select", key, inside("SendLocationInfo", all(...place, texts("Poiname")))),
  event("TEMPLATESENDJOBFINISH", texts("MsgID", "Status")),
  event(
    "MASSSENDJOBFINISH",
    texts("MsgID", "Status"),
    numbers(integer, "TotalCount", "FilterCount", "SentCount", "ErrorCount"),
  ),
  event(
    "subscribe_msg_popup_event",
    wrapped("SubscribeMsgPopupEvent", listOf("List", all(choice, texts("PopupScene")))),
  ),
  event("subscribe_msg_change_event", wrapped("SubscribeMsgChangeEvent", listOf("List", choice))),
  event(
    "subscribe_msg_sent_event",
    wrapped(
      "SubscribeMsgSentEvent",
      listOf("List", all(texts("TemplateId", "MsgID", "ErrorStatus"), numbers(integer, "ErrorCode"))),
    ),
  ),
  event("user_info_modified", texts("OpenID", "AppID"), optional("RevokeInfo")),
  all(says("MsgType", "hologram", { MsgType: "unknown", type: "hologram" }), texts("Depth")).map(
    ({ xml }) => ({
      xml,
      fields: { MsgType: "unknown", type: "hologram" },
    }),
  ),
);

const envelope = fc
  .record({ part: anything, from: sender, seconds: fc.nat() })
  .map(({ part, from, seconds }) => ({
    xml: `<xml>${element("ToUserName", cdata(gh))}${element("FromUserName", cdata(from))}${element("CreateTime", String(seconds))}${part.xml}</xml>`,
    fields: { ToUserName: gh, FromUserName: from, CreateTime: seconds, ...part.fields },
    from,
  }));

const short = text.map((value) =>
  xmlText(value)
    .slice(0, 300)
    .replace(/\p{Cs}/gu, ""),
);
const answer: fc.Arbitrary<Reply> = fc.oneof(
  short.filter((value) => value !== "").map((content): Reply => ({ type: "text", content })),
  short.map((mediaId): Reply => ({ type: "image", mediaId: `m${mediaId}` })),
  fc.record({ title: short, description: short, path: short }).map(({ title, description, path }): Reply => {
    const url = `https://shop.example/?${path}`;
    return { type: "news", articles: [{ title: `t${title}`, description, url }] };
  }),
);

describe.each(modes)("any message goes in, and any reply comes out, %s", (mode) => {
  it("unchanged", async () => {
    let got: RobotMessage | null = null;
    let reply: Reply | null = null;
    const robot = createRobot().handler((message) => {
      got = message;
      return reply;
    });
    const { send, events } = account(mode, { robot });
    await fc.assert(
      fc.asyncProperty(envelope, answer, async ({ xml, fields, from }, toBeSaid) => {
        got = null;
        reply = toBeSaid;
        const response = await send(xml);
        const read = await replyIn(mode, response);
        // The same message may have been drawn before.
        if (got === null) return;
        expect(withoutRaw(got)).toEqual(fields);
        expect(read).toBe(replyXml(toBeSaid, { to: from, from: gh, createTime: start / 1000 }));
      }),
      { numRuns: hasKey(mode) ? 400 : 300, seed: 20240501 },
    );
    expect(events).toEqual([]);
  });
});
