/** What AWS or the provider refuses of a load balancer, or replaces it for, beyond the schema. */
import type { ArgumentRule } from '../module';
import { loadBalancerApi, providerPages } from '../pages';

export const rules: readonly ArgumentRule[] = [
  {
    kind: 'matches',
    resource: 'aws_lb',
    argument: 'name',
    pattern: '^(?!internal-)[a-zA-Z0-9]([a-zA-Z0-9-]{0,30}[a-zA-Z0-9])?$',
    says: 'letters, digits and hyphens, at most 32, no hyphen at an end, not internal- first',
    source: `${loadBalancerApi}API_CreateLoadBalancer.html`,
  },
  { kind: 'replaces', resource: 'aws_lb', arguments: ['name', 'internal'], source: `${providerPages}lb` },
  {
    kind: 'one-of',
    resource: 'aws_lb_listener',
    argument: 'default_action.redirect.status_code',
    values: ['HTTP_301', 'HTTP_302'],
    source: `${providerPages}lb_listener`,
  },
  {
    kind: 'one-of',
    resource: 'aws_lb_listener',
    argument: 'default_action.fixed_response.content_type',
    values: ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'],
    source: `${providerPages}lb_listener`,
  },
  {
    kind: 'replaces',
    resource: 'aws_lb_listener',
    arguments: ['load_balancer_arn'],
    source: `${providerPages}lb_listener`,
  },
];
