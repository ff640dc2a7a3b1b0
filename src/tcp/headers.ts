// Numbers of the headers that come before TCP's: Ethernet (IEEE 802.3), IPv4 (RFC 791), IPv6 (RFC 8200).

/** Bytes of an Ethernet header. */
export const ETHERNET_HEADER = 14;
/** Where the EtherType is in it. */
export const ETHERTYPE_AT = 12;
export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;

/** IPv4's protocol, IPv6's next header. */
export const PROTOCOL_TCP = 6;
export const PROTOCOL_ICMPV6 = 58;
/** Bytes of an IPv6 header; that of IPv4 has its length in it. */
export const IPV6_HEADER = 40;
