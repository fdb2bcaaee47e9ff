#!/usr/bin/env node
// A script, and none of what it needs at every start an ES module: starting the loader of those takes half as long as Node itself.

// Node 22.1 and later keep compiled code between starts; Node 20 has no such thing, and takes 1 ms for the module that would say so.
if (!process.version.startsWith('v20.')) require('node:module').enableCompileCache?.();
require('../dist/main.cjs');
