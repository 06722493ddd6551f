import { complianceAsks, complianceAsOf, complianceProgrammes } from '../../data';
import * as all from '../../modules/capabilities';
import { registry } from '../../modules';

const known = new Set([
  ...registry.capabilities.map(({ name }) => name),
  all.httpLoadBalancer.name,
  all.contentDelivery.name,
  all.containerRepository.name,
]);

test('every ask names capabilities that exist, a control, a check and a document', () => {
  expect(complianceAsOf()).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  for (const { name, title, asks } of complianceProgrammes()) {
    expect(title).not.toBe('');
    expect({ name, asks: asks.length }).not.toEqual({ name, asks: 0 });
    for (const { capability, of, controls, check, source, url } of asks) {
      expect(known).toContain(capability);
      if (of !== undefined) expect(known).toContain(of);
      expect([...controls, check, source].filter((text) => text === '')).toEqual([]);
      expect(controls.length).toBeGreaterThan(0);
      expect(url).toMatch(
        /^https:\/\/(docs\.aws\.amazon\.com|github\.com\/prowler-cloud\/prowler\/blob\/[0-9a-f]{40})\//,
      );
    }
  }
});

test('every capability that is asked for has a module, and none is asked for twice of the same thing', () => {
  const given = new Set(registry.modules.flatMap(({ provides }) => provides.map(({ name }) => name)));
  for (const { name, asks } of complianceProgrammes()) {
    for (const { capability } of asks)
      expect({ name, capability, given: given.has(capability) }).toEqual({ name, capability, given: true });
    const keys = asks.map(({ capability, of }) => `${capability} ${of}`);
    expect(new Set(keys).size).toBe(keys.length);
  }
});

test('programmes are found however they are written, and unknown ones are not', () => {
  const asked = (programme: string): unknown => complianceAsks(programme)?.map(({ capability }) => capability);
  expect(asked('SOC2')).toEqual(['network-flow-logs', 'threat-detection']);
  expect(asked('SOC 2')).toEqual(asked('SOC2'));
  expect(asked('pci dss')).toEqual(asked('PCI-DSS'));
  expect(asked('PCI-DSS')).toContain('os-and-package-scanning');
  expect(asked('GDPR')).toEqual(['network-flow-logs']);
  expect(asked('MyOwnRules')).toBeUndefined();
});

test('no programme asks for the subscription that binds for a year', () => {
  const asked = complianceProgrammes().flatMap(({ asks }) => asks.map(({ capability }) => capability));
  expect(asked).not.toContain(all.ddosResponse.name);
});
