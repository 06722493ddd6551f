/** What fails with a zone, now and with `availability: multi-az`, and what that would cost. */
import { formatUsd } from '../solver/money';
import type { Decision, Upgrade, ZoneLoss } from '../solver/decision';
import { zoneLosses } from '../solver/zone-losses';
import { escapeMarkdown, markdownTable } from './markdown';
import type { SummaryInput } from './summary';

export function zoneSection({ decision, registry, facts, availability, addresses }: SummaryInput): string {
  const now = zoneLosses(decision.placed, availability, registry, facts);
  if (now.length === 0) return '';
  const { upgrade } = decision;
  const then = upgrade?.zones ?? [];
  const zoneName = ({ location, position }: ZoneLoss): string => {
    const region = location.slice(location.indexOf('/') + 1);
    return addresses[region]?.zones[position - 1] ?? `zone ${position} of ${region}`;
  };
  const rows = now.map((loss) => {
    const same = then.find(({ location, position }) => location === loss.location && position === loss.position);
    return [
      escapeMarkdown(zoneName(loss)),
      cell(loss),
      ...(upgrade === undefined ? [] : [same === undefined ? '' : cell(same)]),
    ];
  });
  const columns = ['Zone', 'What fails', ...(upgrade === undefined ? [] : [`With ${upgrade.availability}`])];
  const table = markdownTable(
    columns.map((title) => ({ title, align: 'left' as const })),
    rows,
  );
  return upgrade === undefined ? table : [table, upgradeSentence(decision, upgrade)].join('\n\n');
}

function cell({ lost, runsOn }: ZoneLoss): string {
  const gone = lost.length === 0 ? 'Nothing is lost' : `**Lost:** ${escapeMarkdown(lost.join('; '))}`;
  return runsOn.length === 0 ? `${gone}.` : `${gone}. Runs on in other zones: ${escapeMarkdown(runsOn.join('; '))}.`;
}

function upgradeSentence({ placed }: Decision, { availability, microUsd, changes }: Upgrade): string {
  const lines = changes.map(({ owner, name, microUsd: cost }) => {
    const [instance = owner] = owner.split('@');
    const known = placed.find(({ module, instance: named }) => `${module}/${named}` === instance);
    const by = known?.instance === 'main' ? known.module : instance;
    return `- ${escapeMarkdown(`${by}, ${name}`)}: ${signed(cost)}`;
  });
  const more = `${formatUsd(Math.abs(microUsd))} USD a month ${microUsd < 0 ? 'less' : 'more'}`;
  return [`With \`availability: ${availability}\` it costs ${more}:`, ...lines].join('\n');
}

function signed(microUsd: number): string {
  return `${microUsd < 0 ? '-' : '+'}${formatUsd(Math.abs(microUsd))}`;
}
