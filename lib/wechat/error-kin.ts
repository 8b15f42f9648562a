/**
 * A bundler may put a module into a program several times, a server's start and its pages each with a copy. An error of
 * one copy is then no instance of the other's class, although it is the same class to whoever reads it: so errors say by
 * name what they are.
 */

const kin = Symbol.for("wechat.error-kin");

/** A class of errors that has a name of its own in every copy. */
type Kind = { readonly kin: readonly string[] };

const isKind = (value: object): value is Kind => Object.hasOwn(value, "kin");

/** Writes down what an error is. @param kind its class, as `new.target` */
export function markKin(error: object, kind: Kind): void {
  Object.defineProperty(error, kin, { value: kind.kin });
}

/** For `Symbol.hasInstance`: whether a value is of this class, whichever copy made it. */
export function isOfKin(kind: object, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  // A class that somebody derives without a name has the ordinary meaning.
  if (!isKind(kind)) return Function.prototype[Symbol.hasInstance].call(kind, value);
  const names: unknown = Reflect.get(value, kin);
  const own = kind.kin.at(-1);
  return Array.isArray(names) && own !== undefined && names.includes(own);
}
