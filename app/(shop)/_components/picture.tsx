type PictureProps = {
  src: string;
  alt: string;
  /** CSS pixels. Most pictures are square. */
  size: number;
  height?: number;
  className?: string;
  /** Whether the picture is what the visitor sees first. */
  eager?: boolean;
};

/** A picture of the shop's own: an SVG, sharp at any size, for which an image service could do nothing. */
export function Picture({ src, alt, size, height = size, className, eager = false }: PictureProps) {
  return (
    // biome-ignore lint/performance/noImgElement: SVG needs no resizing, and next/image would add its script
    <img
      className={className}
      src={src}
      alt={alt}
      width={size}
      height={height}
      loading={eager ? undefined : "lazy"}
      decoding="async"
    />
  );
}
