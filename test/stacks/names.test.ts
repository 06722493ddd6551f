import { Token } from 'cdktf';
import { awsName, logicalId } from '../../stacks/names';

const at = { module: 'vpc_lattice_core', instance: 'main', region: 'us-east-1' };
const owner = { environment: 'prod', instance: 'main', generation: 1 };

describe('logicalId', () => {
  it('reads module, role, region, key, and leaves the default instance out', () => {
    expect(logicalId(at, 'core_network')).toBe('vpc_lattice_core_core_network_us_east_1');
    expect(logicalId({ ...at, instance: 'Blue-1' }, 'service', 'feast.api')).toBe(
      'vpc_lattice_core_blue_1_service_us_east_1_feast_api',
    );
  });

  it('refuses a reference, whose value is known only after apply', () => {
    expect(() => logicalId(at, 'service', Token.asString({ resolve: () => 'x' }))).toThrow('fixed before apply');
  });
});

describe('awsName', () => {
  it('keeps a short name whole', () => {
    expect(awsName(owner, 40, ['cache', 'us-east-1'])).toBe('prod-cache-us-east-1');
    expect(awsName({ ...owner, instance: 'sessions' }, 40, ['cache'])).toBe('prod-sessions-cache');
  });

  it('names the generation of what came back', () => {
    expect(awsName({ ...owner, generation: 2 }, 40, ['cache'])).toBe('prod-cache-g2');
  });

  it('cuts to the limit and keeps different names different', () => {
    const names = ['alpha', 'beta'].map((last) => awsName(owner, 20, ['a-rather-long-part', last]));
    expect(names[0]).not.toBe(names[1]);
    for (const name of names) expect(name).toMatch(/^prod-a-rath-[0-9a-f]{8}$/);
    expect(awsName(owner, 20, ['a-rather-long-part', 'alpha'])).toBe(names[0]);
  });

  it('keeps names different whose odd characters were replaced', () => {
    const names = ['a b', 'a/b', 'a-b'].map((key) => awsName(owner, 40, [key]));
    expect(new Set(names).size).toBe(3);
    expect(names[2]).toBe('prod-a-b');
  });

  it('writes the words of an instance with hyphens, and keeps it apart from one that reads alike', () => {
    const of = (instance: string, ...parts: string[]) => awsName({ ...owner, instance }, 40, parts);
    expect(of('order_book', 'aurora')).toMatch(/^prod-order-book-aurora-[0-9a-f]{8}$/);
    expect(of('order_book', 'aurora')).not.toBe(of('order', 'book', 'aurora'));
    expect(of('order', 'book', 'aurora')).toBe('prod-order-book-aurora');
  });

  it('refuses a limit that leaves no room', () => {
    expect(() => awsName(owner, 9, ['cache'])).toThrow('no room');
  });
});
