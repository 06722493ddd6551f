/** Optional keys of plain data: there or not, never undefined. */

type Present<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

/** Optional keys are left out of plain data, never set to undefined. */
export function withoutUndefined<Required extends object, Optional extends object>(
  required: Required,
  optional: Optional,
): Required & Present<Optional> {
  const present: Present<Optional> = {};
  for (const key in optional) {
    const value = optional[key];
    if (isPresent(value)) present[key] = value;
  }
  return { ...required, ...present };
}

function isPresent<T>(value: T): value is Exclude<T, undefined> {
  return value !== undefined;
}
