-- AlterTable
ALTER TABLE "orders" ADD COLUMN "carrier" TEXT;
ALTER TABLE "orders" ADD COLUMN "completed_at" DATETIME;
ALTER TABLE "orders" ADD COLUMN "shipped_at" DATETIME;
ALTER TABLE "orders" ADD COLUMN "tracking_no" TEXT;

-- CreateTable
CREATE TABLE "gem_entries" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "gem_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "refunds" (
    "out_refund_no" TEXT NOT NULL PRIMARY KEY,
    "out_trade_no" TEXT NOT NULL,
    "order_id" TEXT,
    "user_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "origin" TEXT NOT NULL DEFAULT 'buyer',
    "amount" INTEGER NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "answer" TEXT NOT NULL DEFAULT '',
    "restock" BOOLEAN NOT NULL DEFAULT true,
    "decided_by" TEXT,
    "refund_id" TEXT,
    "account" TEXT,
    "problem" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" DATETIME,
    "requested_at" DATETIME NOT NULL,
    "decided_at" DATETIME,
    "finished_at" DATETIME,
    CONSTRAINT "refunds_out_trade_no_fkey" FOREIGN KEY ("out_trade_no") REFERENCES "payments" ("out_trade_no") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE SET NULL ON UPDATE CASCADE,
    CONSTRAINT "refunds_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "refund_items" (
    "out_refund_no" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    PRIMARY KEY ("out_refund_no", "product_id"),
    CONSTRAINT "refund_items_out_refund_no_fkey" FOREIGN KEY ("out_refund_no") REFERENCES "refunds" ("out_refund_no") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "transfers" (
    "out_bill_no" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "mch_id" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "gems" INTEGER NOT NULL,
    "amount" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'created',
    "bill_id" TEXT,
    "package_info" TEXT,
    "fail_reason" TEXT,
    "problem" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" DATETIME,
    "created_at" DATETIME NOT NULL,
    "sent_at" DATETIME,
    "finished_at" DATETIME,
    CONSTRAINT "transfers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "bill_checks" (
    "day" TEXT NOT NULL PRIMARY KEY,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "payments" INTEGER NOT NULL DEFAULT 0,
    "payments_fee" INTEGER NOT NULL DEFAULT 0,
    "refunds" INTEGER NOT NULL DEFAULT 0,
    "refunds_fee" INTEGER NOT NULL DEFAULT 0,
    "checked_at" DATETIME,
    "problem" TEXT
);

-- CreateTable
CREATE TABLE "bill_differences" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "ours" TEXT NOT NULL,
    "theirs" TEXT NOT NULL,
    CONSTRAINT "bill_differences_day_fkey" FOREIGN KEY ("day") REFERENCES "bill_checks" ("day") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sandbox_refunds" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mch_id" TEXT NOT NULL,
    "out_refund_no" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL,
    "order_id" INTEGER NOT NULL,
    "api" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "reason" TEXT,
    "status" TEXT NOT NULL DEFAULT 'PROCESSING',
    "outcome" TEXT NOT NULL DEFAULT 'SUCCESS',
    "account" TEXT NOT NULL,
    "sign_type" TEXT NOT NULL,
    "notify_url" TEXT,
    "request" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "due_at" DATETIME NOT NULL,
    "finished_at" DATETIME,
    CONSTRAINT "sandbox_refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sandbox_orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sandbox_red_packs" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mch_id" TEXT NOT NULL,
    "mch_billno" TEXT NOT NULL,
    "send_listid" TEXT NOT NULL,
    "detail_id" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "type" TEXT NOT NULL DEFAULT 'NORMAL',
    "amount" INTEGER NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 1,
    "send_name" TEXT NOT NULL,
    "wishing" TEXT NOT NULL,
    "act_name" TEXT NOT NULL,
    "remark" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'SENT',
    "reason" TEXT,
    "request" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "returned_at" DATETIME,
    "returned" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "sandbox_red_pack_takes" (
    "red_pack_id" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("red_pack_id", "person_id"),
    CONSTRAINT "sandbox_red_pack_takes_red_pack_id_fkey" FOREIGN KEY ("red_pack_id") REFERENCES "sandbox_red_packs" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sandbox_transfers" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mch_id" TEXT NOT NULL,
    "out_bill_no" TEXT NOT NULL,
    "transfer_bill_no" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "scene_id" TEXT,
    "remark" TEXT NOT NULL,
    "style" TEXT NOT NULL DEFAULT 'CONFIRM_PAGE',
    "package_info" TEXT,
    "fail_reason" TEXT,
    "notify_url" TEXT,
    "request" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_merchants" (
    "mch_id" TEXT NOT NULL PRIMARY KEY,
    "balance" INTEGER NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_order_items" (
    "order_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "refunded" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("order_id", "product_id"),
    CONSTRAINT "order_items_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "order_items_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
INSERT INTO "new_order_items" ("name", "order_id", "price", "product_id", "quantity") SELECT "name", "order_id", "price", "product_id", "quantity" FROM "order_items";
DROP TABLE "order_items";
ALTER TABLE "new_order_items" RENAME TO "order_items";
CREATE TABLE "new_payments" (
    "out_trade_no" TEXT NOT NULL PRIMARY KEY,
    "type" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "order_id" TEXT,
    "state" TEXT NOT NULL DEFAULT 'created',
    "appid" TEXT NOT NULL,
    "mch_id" TEXT NOT NULL,
    "trade_type" TEXT NOT NULL DEFAULT 'JSAPI',
    "api" TEXT NOT NULL DEFAULT 'v2',
    "openid" TEXT NOT NULL,
    "payer_openid" TEXT,
    "body" TEXT NOT NULL,
    "total_fee" INTEGER NOT NULL,
    "refunded" INTEGER NOT NULL DEFAULT 0,
    "client_ip" TEXT NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "sign_type" TEXT NOT NULL,
    "prepay_id" TEXT,
    "prepay_at" DATETIME,
    "code_url" TEXT,
    "checked_at" DATETIME,
    "transaction_id" TEXT,
    "bank_type" TEXT,
    "paid_at" DATETIME,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "payments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);
INSERT INTO "new_payments" ("appid", "bank_type", "body", "checked_at", "client_ip", "created_at", "expires_at", "mch_id", "openid", "order_id", "out_trade_no", "paid_at", "prepay_at", "prepay_id", "sign_type", "state", "total_fee", "transaction_id", "type", "user_id") SELECT "appid", "bank_type", "body", "checked_at", "client_ip", "created_at", "expires_at", "mch_id", "openid", "order_id", "out_trade_no", "paid_at", "prepay_at", "prepay_id", "sign_type", "state", "total_fee", "transaction_id", "type", "user_id" FROM "payments";
DROP TABLE "payments";
ALTER TABLE "new_payments" RENAME TO "payments";
CREATE UNIQUE INDEX "payments_transaction_id_key" ON "payments"("transaction_id");
CREATE INDEX "payments_user_id_type_state_idx" ON "payments"("user_id", "type", "state");
CREATE INDEX "payments_order_id_idx" ON "payments"("order_id");
CREATE INDEX "payments_state_created_at_idx" ON "payments"("state", "created_at");
CREATE INDEX "payments_paid_at_idx" ON "payments"("paid_at");
CREATE TABLE "new_sandbox_orders" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "mch_id" TEXT NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "total_fee" INTEGER NOT NULL,
    "trade_type" TEXT NOT NULL,
    "api" TEXT NOT NULL DEFAULT 'v2',
    "trade_state" TEXT NOT NULL DEFAULT 'NOTPAY',
    "refunded" INTEGER NOT NULL DEFAULT 0,
    "sign_type" TEXT NOT NULL,
    "notify_url" TEXT NOT NULL,
    "attach" TEXT,
    "request" TEXT NOT NULL,
    "prepay_id" TEXT NOT NULL,
    "code_url" TEXT,
    "prepay_at" DATETIME NOT NULL,
    "time_expire" DATETIME,
    "transaction_id" TEXT,
    "payer_id" TEXT,
    "created_at" DATETIME NOT NULL,
    "paid_at" DATETIME,
    "closed_at" DATETIME
);
INSERT INTO "new_sandbox_orders" ("appid", "attach", "body", "closed_at", "created_at", "id", "mch_id", "notify_url", "openid", "out_trade_no", "paid_at", "payer_id", "prepay_at", "prepay_id", "request", "sign_type", "time_expire", "total_fee", "trade_state", "trade_type", "transaction_id") SELECT "appid", "attach", "body", "closed_at", "created_at", "id", "mch_id", "notify_url", "openid", "out_trade_no", "paid_at", "payer_id", "prepay_at", "prepay_id", "request", "sign_type", "time_expire", "total_fee", "trade_state", "trade_type", "transaction_id" FROM "sandbox_orders";
DROP TABLE "sandbox_orders";
ALTER TABLE "new_sandbox_orders" RENAME TO "sandbox_orders";
CREATE UNIQUE INDEX "sandbox_orders_prepay_id_key" ON "sandbox_orders"("prepay_id");
CREATE UNIQUE INDEX "sandbox_orders_code_url_key" ON "sandbox_orders"("code_url");
CREATE UNIQUE INDEX "sandbox_orders_transaction_id_key" ON "sandbox_orders"("transaction_id");
CREATE UNIQUE INDEX "sandbox_orders_mch_id_out_trade_no_key" ON "sandbox_orders"("mch_id", "out_trade_no");
CREATE TABLE "new_sandbox_notices" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "subject" TEXT NOT NULL DEFAULT 'payment',
    "order_id" INTEGER,
    "refund_id" INTEGER,
    "transfer_id" INTEGER,
    "api" TEXT NOT NULL DEFAULT 'v2',
    "kind" TEXT NOT NULL DEFAULT 'genuine',
    "url" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "copies" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" DATETIME NOT NULL,
    "last_attempt_at" DATETIME,
    "last_status" INTEGER,
    "last_answer" TEXT,
    "created_at" DATETIME NOT NULL,
    CONSTRAINT "sandbox_notices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sandbox_orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "sandbox_notices_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "sandbox_refunds" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "sandbox_notices_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "sandbox_transfers" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_sandbox_notices" ("attempts", "body", "copies", "created_at", "id", "kind", "last_answer", "last_attempt_at", "last_status", "next_attempt_at", "order_id", "status", "url") SELECT "attempts", "body", "copies", "created_at", "id", "kind", "last_answer", "last_attempt_at", "last_status", "next_attempt_at", "order_id", "status", "url" FROM "sandbox_notices";
DROP TABLE "sandbox_notices";
ALTER TABLE "new_sandbox_notices" RENAME TO "sandbox_notices";
CREATE INDEX "sandbox_notices_status_next_attempt_at_idx" ON "sandbox_notices"("status", "next_attempt_at");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "gem_entries_user_id_at_idx" ON "gem_entries"("user_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "gem_entries_kind_ref_key" ON "gem_entries"("kind", "ref");

-- CreateIndex
CREATE INDEX "refunds_order_id_idx" ON "refunds"("order_id");

-- CreateIndex
CREATE INDEX "refunds_user_id_idx" ON "refunds"("user_id");

-- CreateIndex
CREATE INDEX "refunds_out_trade_no_idx" ON "refunds"("out_trade_no");

-- CreateIndex
CREATE INDEX "refunds_state_next_attempt_at_idx" ON "refunds"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "refunds_finished_at_idx" ON "refunds"("finished_at");

-- CreateIndex
CREATE INDEX "transfers_user_id_created_at_idx" ON "transfers"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "transfers_state_next_attempt_at_idx" ON "transfers"("state", "next_attempt_at");

-- CreateIndex
CREATE INDEX "bill_differences_day_idx" ON "bill_differences"("day");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_refunds_refund_id_key" ON "sandbox_refunds"("refund_id");

-- CreateIndex
CREATE INDEX "sandbox_refunds_order_id_idx" ON "sandbox_refunds"("order_id");

-- CreateIndex
CREATE INDEX "sandbox_refunds_status_due_at_idx" ON "sandbox_refunds"("status", "due_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_refunds_mch_id_out_refund_no_key" ON "sandbox_refunds"("mch_id", "out_refund_no");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_red_packs_send_listid_key" ON "sandbox_red_packs"("send_listid");

-- CreateIndex
CREATE INDEX "sandbox_red_packs_person_id_status_idx" ON "sandbox_red_packs"("person_id", "status");

-- CreateIndex
CREATE INDEX "sandbox_red_packs_status_expires_at_idx" ON "sandbox_red_packs"("status", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_red_packs_mch_id_mch_billno_key" ON "sandbox_red_packs"("mch_id", "mch_billno");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_transfers_transfer_bill_no_key" ON "sandbox_transfers"("transfer_bill_no");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_transfers_package_info_key" ON "sandbox_transfers"("package_info");

-- CreateIndex
CREATE INDEX "sandbox_transfers_person_id_state_idx" ON "sandbox_transfers"("person_id", "state");

-- CreateIndex
CREATE INDEX "sandbox_transfers_state_expires_at_idx" ON "sandbox_transfers"("state", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_transfers_mch_id_out_bill_no_key" ON "sandbox_transfers"("mch_id", "out_bill_no");

-- The gems that users have already are the first entry of each.
INSERT INTO "gem_entries" ("user_id", "kind", "ref", "delta", "at")
SELECT "id", 'opening', "id", "gems", strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now') FROM "users" WHERE "gems" <> 0;
