#!/usr/bin/env node
import '../dist/manifest-command.js';
