import { z } from 'zod';
import { awsLoadBalancerController as alb } from '../../modules/aws_load_balancer_controller';
import { policy } from '../../modules/aws_load_balancer_controller/policy';
import { ingressNginx as nginx } from '../../modules/ingress_nginx';
import type { Situation } from '../../modules/module';
import { emitHalves, multiAz, optionsOf, problemsOf, quote } from './kubernetes.fixtures';

const situation: Situation = { availability: 'single-az', maxRegions: 1, needs: [], patterns: [] };

describe('costs', () => {
  test('an internal ALB is what the guide says', () => {
    const [option] = optionsOf(alb);
    expect(option && quote(option, 1)).toMatchInlineSnapshot(`
     "Application Load Balancers                730 load-balancer-hour      16.43
     Capacity units of the load balancers      100 LCU-hour                 0.80
     Total                                                                 17.23"
    `);
  });

  test('three ALBs that face the internet over three zones pay for nine addresses', () => {
    const [option] = optionsOf(alb, { scheme: 'internet-facing', loadBalancers: 3 }, multiAz);
    expect(option && quote(option, 1)).toMatchInlineSnapshot(`
     "Application Load Balancers               2190 load-balancer-hour      49.28
     Capacity units of the load balancers      100 LCU-hour                 0.80
     Public addresses of the load balancers   6570 address-hour            32.85
     Total                                                                 82.93"
    `);
  });

  test('the NLB of NGINX is far from the 100 USD of the guide; its pods are charged with the nodes', () => {
    const [option] = optionsOf(nginx);
    expect(option && quote(option, 1)).toMatchInlineSnapshot(`
     "Network Load Balancer                     730 load-balancer-hour      16.43
     Capacity units of the load balancer       100 NLCU-hour                0.60
     Total                                                                 17.03"
    `);
    expect(nginx.needs(nginx.inputs.parse({}))[0]?.demand).toEqual({ vcpu: 1, memoryGiB: 1 });
  });
});

describe('what they give', () => {
  const names = (module: { readonly provides: readonly { readonly name: string }[] }) =>
    module.provides.map(({ name }) => name);

  test('NGINX alone limits rates and is portable', () => {
    expect(names(nginx).filter((name) => !names(alb).includes(name))).toEqual([
      'rate-limiting-ingress',
      'portable-ingress',
    ]);
    expect(names(alb).filter((name) => !names(nginx).includes(name))).toEqual([]);
  });

  test('NGINX is advised against whatever is asked for', () => {
    const reasons = nginx.avoidWhen.filter((rule) => 'holds' in rule && rule.holds(situation)).map(({ text }) => text);
    expect(reasons[0]).toBe('security holes must be closed: it was retired on 2026-03-24 and gets no fixes any more');
    expect(nginx.lifecycle).toBe('deprecated');
  });
});

test('bad inputs say what is allowed', () => {
  expect(problemsOf(alb, { chartVersion: '1.14.0' })).toEqual(['chartVersion: must be 3.0.0 or later']);
  expect(problemsOf(alb, { scheme: 'public' })).toEqual([
    'scheme: Invalid option: expected one of "internal"|"internet-facing"',
  ]);
  expect(problemsOf(nginx, { config: { 'Proxy Body': '8m' } })).toEqual(['config.Proxy Body: Invalid key in record']);
  expect(problemsOf(nginx, { replicaCount: 0 })).toEqual(['replicaCount: Too small: expected number to be >=1']);
});

describe('emitted', () => {
  test('the controller: a role here, a release there', async () => {
    const { aws, addons } = await emitHalves(alb);
    expect({ aws: aws.resource, data: addons.data, addons: addons.resource }).toMatchSnapshot();
  });

  test('NGINX: nothing here, a release there', async () => {
    const { aws, addons } = await emitHalves(nginx, { inputs: { config: { 'proxy-body-size': '64m' } } });
    expect(aws.resource).toEqual({});
    expect(addons.resource).toMatchSnapshot();
  });

  test('values of the user come last, where Helm lets them win', async () => {
    const { addons } = await emitHalves(nginx, { inputs: { values: { controller: { kind: 'DaemonSet' } } } });
    const release = addons.resource['helm_release']?.['ingress_nginx_release_us_east_1'];
    expect(z.array(z.string()).parse(release?.['values'])[1]).toBe('{"controller":{"kind":"DaemonSet"}}');
  });

  test('nothing of the environment is referred to from the cluster', async () => {
    for (const { addons } of await Promise.all([emitHalves(alb), emitHalves(nginx)])) {
      expect(JSON.stringify(addons)).not.toContain('terraform_remote_state');
    }
  });
});

describe('the policy of the controller', () => {
  const statements = policy('aws-us-gov').Statement;

  test('has the sixteen statements that are published, in the partition asked for', () => {
    expect(statements).toHaveLength(16);
    expect(JSON.stringify(statements)).not.toContain('arn:aws:');
  });

  test('changes and deletes load balancers of its own cluster alone', () => {
    const changing = statements.filter(({ Action }) => Action.includes('elasticloadbalancing:DeleteLoadBalancer'));
    expect(changing.map(({ Condition }) => Condition)).toEqual([
      { Null: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'false' } },
    ]);
  });

  test('grants no service as a whole', () => {
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
  });
});

describe('controls', () => {
  const claimed = [...alb.controls(alb.inputs.parse({})), ...nginx.controls(nginx.inputs.parse({}))];
  const release = (values: unknown) => ({ values: [JSON.stringify(values)] });
  test.each<[string, string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'least-privilege',
      'aws_iam_role',
      { assume_role_policy: '"system:serviceaccount:kube-system:aws-load-balancer-controller"' },
      { assume_role_policy: '"system:serviceaccount:kube-system:*"' },
    ],
    [
      'no-public-access',
      'helm_release',
      release({ ingressClassParams: { spec: { scheme: 'internal' } } }),
      release({ ingressClassParams: { spec: { scheme: 'internet-facing' } } }),
    ],
    [
      'no-snippets',
      'helm_release',
      release({ controller: { allowSnippetAnnotations: false } }),
      release({ controller: { allowSnippetAnnotations: true } }),
    ],
  ])('%s tells right from wrong', (id, resource, compliant, violating) => {
    const control = claimed.find((one) => one.id === id && one.resource === resource);
    expect([control?.complies(compliant), control?.complies(violating)]).toEqual([true, false]);
  });

  test('an ALB that faces the internet claims no closed door', () => {
    const open = alb.controls(alb.inputs.parse({ scheme: 'internet-facing' }));
    expect(open.map(({ id }) => id)).toEqual(['least-privilege']);
  });

  test.each([
    [{}, ['no-public-access', 'no-snippets']],
    [{ controller: { kind: 'DaemonSet' } }, ['no-public-access', 'no-snippets']],
    [{ controller: { allowSnippetAnnotations: true } }, ['no-public-access']],
    [{ controller: { service: { annotations: {} } } }, ['no-snippets']],
    [{ controller: null }, []],
  ])('of ingress-nginx with values %j: %j', (values, ids) => {
    expect(nginx.controls(nginx.inputs.parse({ values })).map(({ id }) => id)).toEqual(ids);
  });

  test('the scheme of load balancers is not claimed where values may set it', () => {
    const given = alb.inputs.parse({ values: { ingressClassParams: { spec: { scheme: 'internet-facing' } } } });
    expect(alb.controls(given).map(({ id }) => id)).toEqual(['least-privilege']);
  });
});
