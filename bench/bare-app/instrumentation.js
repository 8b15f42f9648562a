// For the same reason: without it Next would take the shop's.
export function register() {}
