#!/usr/bin/env node
import module from 'node:module';

// Node 22.1 and later keep compiled code between starts; Node 20 has no such thing.
module.enableCompileCache?.();
await import('../dist/main.js');
