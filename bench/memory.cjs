// Loaded before a measured program: at its exit, writes the most memory that the process ever held, in KB, to the file
// that BENCH_MEMORY_FILE names.
const { writeFileSync } = require('node:fs');

process.on('exit', () => writeFileSync(process.env.BENCH_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
