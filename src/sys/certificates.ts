// Certificates that Node reads when it starts, and that deadpeer's own programs do not need.

/**
 * To be added to the environment in which one of them is started. Node decodes every certificate of
 * NODE_EXTRA_CA_CERTS before it runs a line (a whole system's: 50 ms of processor time), and an empty name is none.
 * Programs under test get the environment as it was.
 */
export const noExtraCertificates: Readonly<Record<"NODE_EXTRA_CA_CERTS", string>> = {
  NODE_EXTRA_CA_CERTS: "",
};
