/** What the module claims of an endpoint and its group. */
import type { Control } from '../module';

export function controls(): readonly Control[] {
  return [
    {
      id: 'endpoint-names-resolve-privately',
      summary: 'The names of the API resolve to the endpoint, so that nobody goes around it unawares.',
      resource: 'aws_vpc_endpoint',
      complies: ({ private_dns_enabled: enabled }) => enabled === true,
    },
    {
      id: 'endpoint-policy-holds-callers',
      summary: 'The endpoint passes calls of known accounts alone, or logins into roles of known accounts.',
      resource: 'aws_vpc_endpoint',
      complies: ({ policy }) => typeof policy === 'string' && statementsOf(policy).every(isHeld),
    },
    {
      id: 'endpoint-opens-no-connections',
      summary: 'The group of the endpoint has no egress.',
      resource: 'aws_security_group',
      complies: ({ egress }) => Array.isArray(egress) && egress.length === 0,
    },
  ];
}

function statementsOf(policy: string): readonly unknown[] {
  const document: unknown = JSON.parse(policy);
  const statements = typeof document === 'object' && document !== null && 'Statement' in document && document.Statement;
  return Array.isArray(statements) && statements.length > 0 ? statements : [undefined];
}

function isHeld(statement: unknown): boolean {
  if (typeof statement !== 'object' || statement === null) return false;
  if ('Condition' in statement) return JSON.stringify(statement.Condition).includes('"aws:PrincipalAccount"');
  return 'Resource' in statement && Array.isArray(statement.Resource) && !statement.Resource.includes('*');
}
