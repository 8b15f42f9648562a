/** One line of what is known: its name on the left, what it is on the right. Inside a `dl.particulars`. */
export const Fact = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div className="particulars__row">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

type CardProps = { title: string; beside?: React.ReactNode; children: React.ReactNode };

/** A part of a page with its title. */
export const Card = ({ title, beside, children }: CardProps) => (
  <section className="card" aria-label={title}>
    <h2 className="card__title">
      {title}
      {beside}
    </h2>
    {children}
  </section>
);
