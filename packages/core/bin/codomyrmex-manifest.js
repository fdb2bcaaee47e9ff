#!/usr/bin/env node
import '../dist/manifest-entry.js';
