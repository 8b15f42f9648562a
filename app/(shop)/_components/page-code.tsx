import { Picture } from "./picture";

/** The QR code of one of our pages, as it stands beside the column. */
export const PageCode = ({ path }: { path: string }) => (
  <figure className="side__code">
    <Picture src={`/api/qr?path=${encodeURIComponent(path)}`} alt="本页的二维码" size={132} eager />
    <figcaption>微信扫一扫，在手机上看这一页</figcaption>
  </figure>
);
