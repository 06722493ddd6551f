#!/usr/bin/env node
require('./run').run('cli/index.ts');
