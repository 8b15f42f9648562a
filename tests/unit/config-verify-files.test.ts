import fc from "fast-check";
import { expect, test } from "vitest";
import { ConfigError, features, readConfig } from "@/lib/config";
import { answerVerifyFile, verifyFilePath } from "@/lib/verify-files";

const one = "MP_verify_AbCd1234EfGh5678.txt:AbCd1234EfGh5678";
const two = "MP_verify_zyxw9876VUTS5432.txt:zyxw9876VUTS5432";
const both = { AbCd1234EfGh5678: "AbCd1234EfGh5678", zyxw9876VUTS5432: "zyxw9876VUTS5432" };

const read = (text: string) => readConfig({ NODE_ENV: "test", MP_VERIFY: text });

function faultsOf(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test.each([
  ["a comma", `${one},${two}`],
  ["a comma and a space", `${one}, ${two}`],
  ["spaces", `  ${one}   ${two} `],
  ["a line end", `${one}\n${two}\n`],
  ["Windows' line ends", `${one}\r\n${two}\r\n`],
  ["commas at the end of lines, and one more", `${one},\r\n${two},`],
  ["a tab", `${one}\t${two}`],
  ["names cut short", "AbCd1234EfGh5678:AbCd1234EfGh5678,zyxw9876VUTS5432.txt:zyxw9876VUTS5432"],
  ["one of them twice", `${one},${two},${one}`],
])("several files with %s between them", (_, text) => {
  const config = read(text);
  expect(config.verifyFiles).toEqual(both);
  expect(features(config).verifyFiles).toBe(true);
});

test("no setting, or a blank one, is no file", () => {
  for (const text of ["", "  ", "\r\n"]) {
    expect(read(text).verifyFiles).toEqual({});
    expect(features(read(text)).verifyFiles).toBe(false);
  }
});

test.each([
  ["a name alone", "MP_verify_AbCd1234EfGh5678.txt"],
  ["a name without its content", "MP_verify_AbCd1234EfGh5678.txt:"],
  ["a content without its name", ":AbCd1234EfGh5678"],
  ["a file of another kind", "WW_verify_AbCd1234.txt:AbCd1234"],
  ["a path", "../MP_verify_AbCd.txt:AbCd"],
  ["an address", "https://shop.example.com/MP_verify_AbCd.txt"],
  ["a content in quotes", 'MP_verify_AbCd.txt:"AbCd"'],
  ["markup", "MP_verify_AbCd.txt:<script>"],
  ["a full-width colon", "MP_verify_AbCd.txt：AbCd"],
  ["nothing but a comma", ","],
])("%s is refused, and the refusal shows what it should look like", (_, text) => {
  expect(faultsOf(text)).toEqual([
    expect.stringMatching(/^MP_VERIFY should be .* name:content, such as MP_verify_\w{16}\.txt:\w{16}$/),
  ]);
});

test("of several, the refusal counts to the wrong one", () => {
  expect(faultsOf(`${one},nonsense,${two}`)).toEqual([expect.stringContaining("(the 2. of 3 is not)")]);
});

test("one name with two contents is refused by name: only one of them can be served", () => {
  expect(faultsOf(`${one},MP_verify_AbCd1234EfGh5678.txt:other`)).toEqual([
    "MP_VERIFY should give each file once: MP_verify_AbCd1234EfGh5678.txt has two contents",
  ]);
  const differentCase = read("MP_verify_AbCd.txt:one MP_verify_abcd.txt:two");
  expect(differentCase.verifyFiles).toEqual({ AbCd: "one", abcd: "two" });
});

test("the file is answered as it is, without a line end that WeChat would compare", async () => {
  const answer = answerVerifyFile("MP_verify_AbCd1234EfGh5678.txt", both);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.text()).toBe("AbCd1234EfGh5678");
});

test.each([
  "MP_verify_other.txt",
  "MP_verify_abcd1234efgh5678.txt",
  "mp_verify_AbCd1234EfGh5678.txt",
  "MP_verify_AbCd1234EfGh5678.TXT",
  "AbCd1234EfGh5678",
  "MP_verify_.txt",
  "MP_verify_constructor.txt",
  "MP_verify_toString.txt",
  "MP_verify_AbCd1234EfGh5678.txt\n",
])("%j is not there", async (file) => {
  const answer = answerVerifyFile(file, both);
  expect(answer.status).toBe(404);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(await answer.text()).not.toContain("AbCd1234EfGh5678");
});

test("whatever names are set, their files are found at their addresses", async () => {
  const word = fc.stringMatching(/^[0-9A-Za-z]{1,64}$/);
  await fc.assert(
    fc.asyncProperty(fc.dictionary(word, word, { minKeys: 1 }), async (files) => {
      const text = Object.entries(files).map(([name, content]) => `MP_verify_${name}.txt:${content}`);
      const { verifyFiles } = read(text.join(","));
      for (const [name, content] of Object.entries(files)) {
        const answer = answerVerifyFile(verifyFilePath(name).slice(1), verifyFiles);
        expect(await answer.text()).toBe(content);
      }
    }),
  );
});
