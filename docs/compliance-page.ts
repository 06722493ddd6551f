/** The page of what compliance programmes ask of modules, from the data. */
import { complianceAsOf, complianceProgrammes, type ComplianceProgramme } from '../data';
import type { Registry } from '../modules/module';
import { escapeMarkdown, markdownTable } from '../stacks/markdown';

const columns = ['Asked for', 'Of', 'Controls', 'Check', 'Source', 'Given by'].map((title) => ({ title, align: 'left' as const }));

function givers(registry: Registry, capability: string): string {
  const modules = registry.modules.filter(({ provides }) => provides.some(({ name }) => name === capability));
  return modules.map(({ name }) => `[\`${name}\`](modules/${name}.md)`).join(', ');
}

function section(registry: Registry, { name, title, asks }: ComplianceProgramme): string {
  const rows = asks.map(({ capability, of, controls, check, source, url }) => [
    `\`${capability}\``,
    of === undefined ? 'each region' : `each \`${of}\``,
    controls.map(escapeMarkdown).join(', '),
    `\`${check}\``,
    `[${escapeMarkdown(source)}](${url})`,
    givers(registry, capability),
  ]);
  return `## ${name}\n\n${escapeMarkdown(title)}.\n\n${markdownTable(columns, rows)}`;
}

const introduction = `# Compliance

A programme in \`requires.compliance\` of an environment or a service does two things. Locations must declare it, or they
are not used. And it asks for what a published mapping ties to its controls: once in each region that is used, or of
everything that stands and gives a capability, so that each VPC has its own flow logs and each load balancer its own
firewall. Modules that are left to the solver come on for it. One that is pinned off is a conflict that names the
programme, the control, the source and both lines.

What no source maps is not asked, and a programme that is not listed here asks for nothing, which \`solve\` says. The
mappings are what their authors make of a programme: they help with an audit and prove nothing. Upper and lower case,
hyphens and blanks make no difference here; what locations declare is compared letter by letter.`;

export function compliancePage(registry: Registry): string {
  const sections = complianceProgrammes().map((programme) => section(registry, programme));
  return `${[introduction, `Sources read ${complianceAsOf()}; generated from data/compliance-capabilities.json.`, ...sections].join('\n\n')}\n`;
}
