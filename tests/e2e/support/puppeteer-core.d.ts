/** What these tests use of puppeteer-core 5, which came without types. */
declare module "puppeteer-core" {
  export type Cookie = { name: string; value: string; url: string };

  export type Page = {
    goto(
      url: string,
      options?: { waitUntil?: "load" | "domcontentloaded" | "networkidle0" },
    ): Promise<unknown>;
    url(): string;
    title(): Promise<string>;
    content(): Promise<string>;
    evaluate<T>(script: string | (() => T)): Promise<T>;
    evaluateOnNewDocument(script: string): Promise<void>;
    setUserAgent(userAgent: string): Promise<void>;
    setViewport(viewport: {
      width: number;
      height: number;
      isMobile?: boolean;
      hasTouch?: boolean;
    }): Promise<void>;
    setCookie(...cookies: Cookie[]): Promise<void>;
    setJavaScriptEnabled(enabled: boolean): Promise<void>;
    click(selector: string): Promise<void>;
    type(selector: string, text: string): Promise<void>;
    waitForSelector(selector: string, options?: { visible?: boolean; timeout?: number }): Promise<unknown>;
    waitForFunction(script: string, options?: { timeout?: number }): Promise<unknown>;
    waitForNavigation(options?: {
      waitUntil?: "load" | "domcontentloaded" | "networkidle0";
    }): Promise<unknown>;
    screenshot(options: { path: string; fullPage?: boolean }): Promise<unknown>;
    on(event: "pageerror", listener: (error: Error) => void): void;
    on(event: "console", listener: (message: { type(): string; text(): string }) => void): void;
    close(): Promise<void>;
  };

  export type Browser = {
    version(): Promise<string>;
    newPage(): Promise<Page>;
    close(): Promise<void>;
  };

  const puppeteer: {
    launch(options: {
      executablePath: string;
      args: string[];
      env: Record<string, string>;
      headless: boolean;
      /** Uses file descriptors instead of a port. */
      pipe?: boolean;
    }): Promise<Browser>;
  };
  export default puppeteer;
}
