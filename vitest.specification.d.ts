import 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /**
     * Rows of docs/specification-rows.json that this test proves: it fails when one of them does not hold. Literals, and
     * lists of them mapped to a template: docs/specification.md is written from the sources. The marks of a `describe`
     * count for each test in it that has none of its own.
     */
    specification?: readonly string[];
  }
}
