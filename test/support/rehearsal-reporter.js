// Names, at the end of a run, the rehearsals that did not run: nothing is skipped silently.
module.exports = class RehearsalReporter {
  onRunComplete(_contexts, { testResults }) {
    const skipped = testResults.flatMap(({ testResults: tests }) =>
      tests.filter(
        ({ status, ancestorTitles: [first = ''] }) => status === 'pending' && first.startsWith('rehearsal: '),
      ),
    );
    if (skipped.length === 0) return;
    const suites = new Map();
    for (const { ancestorTitles } of skipped) suites.set(ancestorTitles[0], (suites.get(ancestorTitles[0]) ?? 0) + 1);
    const lines = [...suites].map(([suite, count]) => `  ${suite}: ${count}`);
    process.stderr.write(
      `\nRehearsals that did not run, because neither terraform nor tofu is on PATH:\n${lines.join('\n')}\n` +
        'Install Terraform 1.11 or later (https://developer.hashicorp.com/terraform/install) or OpenTofu 1.11 or later\n' +
        '(https://opentofu.org/docs/intro/install/) to run them. TRELLIS_REQUIRE_TERRAFORM=1 makes this a failure.\n',
    );
  }
};
