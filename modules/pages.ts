/** Pages that rules of several modules were taken from: an address to which each adds its own page. */

export const providerPages = 'https://registry.terraform.io/providers/hashicorp/aws/6.25.0/docs/resources/';
export const loadBalancerApi = 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/';
