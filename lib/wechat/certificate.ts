import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from "node:crypto";

/** The merchant's API certificate and its private key, both PEM: apiclient_cert.pem and apiclient_key.pem. */
export interface MerchantCertificate {
  cert: string;
  key: string;
}

/** What can be wrong with a certificate or a key, for whoever mends the settings. Never holds any of their text. */
export type PemFault = { about: "certificate" | "key" | "both"; problem: string };

function readKey(pem: string): KeyObject | PemFault {
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem)) {
    return { about: "key", problem: "is encrypted: give the key without a pass phrase" };
  }
  if (/BEGIN CERTIFICATE/.test(pem)) {
    return { about: "key", problem: "is a certificate, not a private key: the two may be swapped" };
  }
  try {
    return createPrivateKey(pem);
  } catch {
    return { about: "key", problem: "is no private key in PEM (-----BEGIN PRIVATE KEY-----)" };
  }
}

function readCertificate(pem: string): X509Certificate | PemFault {
  if (/PRIVATE KEY/.test(pem)) {
    return { about: "certificate", problem: "is a private key, not a certificate: the two may be swapped" };
  }
  try {
    return new X509Certificate(pem);
  } catch {
    return { about: "certificate", problem: "is no certificate in PEM (-----BEGIN CERTIFICATE-----)" };
  }
}

/** What is wrong with a private key in PEM, or null. */
export function privateKeyFault(pem: string): PemFault | null {
  const key = readKey(pem);
  if ("problem" in key) return key;
  return key.asymmetricKeyType === "rsa" ? null : { about: "key", problem: "is no RSA key" };
}

/** What is wrong with WeChat Pay's public key in PEM, or null. */
export function publicKeyFault(pem: string): string | null {
  if (/PRIVATE KEY/.test(pem)) return "is a private key: WeChat Pay's public key (pub_key.pem) belongs here";
  try {
    return createPublicKey(pem).asymmetricKeyType === "rsa" ? null : "is no RSA key";
  } catch {
    return "is no public key in PEM (-----BEGIN PUBLIC KEY-----)";
  }
}

/**
 * What is wrong with a certificate and its key as a pair, or null. (WeChat Pay v2, API certificate)
 * @param at milliseconds; without it the dates are not looked at
 */
export function certificateFault({ cert, key }: MerchantCertificate, at?: number): PemFault | null {
  const certificate = readCertificate(cert);
  if ("problem" in certificate) return certificate;
  const privateKey = readKey(key);
  if ("problem" in privateKey) return privateKey;
  if (!certificate.checkPrivateKey(privateKey)) {
    return { about: "both", problem: "do not belong together: the key is another certificate's" };
  }
  if (at === undefined) return null;
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  if (at > Date.parse(certificate.validTo)) {
    return { about: "certificate", problem: `expired on ${day(certificate.validTo)}` };
  }
  if (at < Date.parse(certificate.validFrom)) {
    return { about: "certificate", problem: `is not valid before ${day(certificate.validFrom)}` };
  }
  return null;
}

/** A certificate's serial number as WeChat writes it: 40 upper-case hex digits. */
export const serialOf = (cert: string): string => new X509Certificate(cert).serialNumber.toUpperCase();

/** The last moment of a certificate. */
export const validUntil = (cert: string): Date => new Date(new X509Certificate(cert).validTo);
