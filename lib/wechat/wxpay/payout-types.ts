/** A red pack for one person, in v2's names. */
export interface RedPack {
  /** Up to 28 digits and letters; unique per merchant; the same number again is the same red pack. */
  mch_billno: string;
  re_openid: string;
  /** Fen; 100 to 20000 unless `scene_id` says what it is for. */
  total_amount: number;
  /** At most 128 bytes. */
  wishing: string;
  /** At most 32 bytes. */
  act_name: string;
  /** At most 256 bytes (v2), 32 characters (v3). */
  remark: string;
  /** v2: PRODUCT_1 to PRODUCT_8; required above 200 yuan and below 1 yuan. */
  scene_id?: string | undefined;
}

/** A payment of ours to a person. */
export interface TransferRequest {
  /** Up to 32 digits and letters; unique per merchant; the same number again is the same transfer. */
  out_bill_no: string;
  openid: string;
  /** Fen. */
  amount: number;
  /** At most 32 characters. */
  remark: string;
  /** The person's real name: v3 wants it from 2000 yuan on, and it is sent encrypted. */
  user_name?: string | undefined;
  /** v3; default 1000, a promotion. */
  transfer_scene_id?: string | undefined;
  /** v3; default what scene 1000 wants. */
  transfer_scene_report_infos?: readonly { info_type: string; info_content: string }[] | undefined;
  /** v3: what the person reads the money is for. */
  user_recv_perception?: string | undefined;
  /** v3: the page on which the person confirms. */
  style?: "CONFIRM_PAGE" | "RED_PACKET" | undefined;
}

/**
 * PROCESSING: accepted, result open. WAIT_USER: the person has to take it (a red pack that was sent, a transfer to be
 * confirmed). SUCCESS: the person has it. RETURNED: nobody took it, the money is back. FAILED, CANCELLED: nothing was
 * paid. UNKNOWN: a state that WeChat has added since.
 */
export type PayoutState =
  | "PROCESSING"
  | "WAIT_USER"
  | "SUCCESS"
  | "RETURNED"
  | "FAILED"
  | "CANCELLED"
  | "UNKNOWN";

export interface Payout {
  /** Our number. */
  out_bill_no: string;
  /** WeChat's: send_listid, payment_no or transfer_bill_no. Empty where an answer has none. */
  bill_id: string;
  state: PayoutState;
  /** Fen. */
  amount?: number | undefined;
  openid?: string | undefined;
  /** v3, WAIT_USER: what the page hands to requestMerchantTransfer. */
  package_info?: string | undefined;
  /** WeChat's word for why it failed. */
  fail_reason?: string | undefined;
  raw: Readonly<Record<string, unknown>>;
}

/** By our number; `kind` says what it was sent as. */
export interface PayoutRef {
  out_bill_no: string;
  kind: "red_pack" | "transfer";
}

export type PayoutQuery = Payout | { state: "NOTEXIST" };
