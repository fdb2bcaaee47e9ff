// Before any schema is made, and without running zod for it, which many commands need for nothing: it shares its configuration by this
// name. A schema that is asked once or twice, as those of a command are, would spend more on writing and compiling
// code for itself than that code saves: a tenth of what a one-step run took.
Reflect.set(globalThis, '__zod_globalConfig', { jitless: true });
