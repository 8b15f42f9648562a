-- AlterTable
ALTER TABLE "orders" ADD COLUMN     "carrier" TEXT,
ADD COLUMN     "completed_at" TIMESTAMP(3),
ADD COLUMN     "shipped_at" TIMESTAMP(3),
ADD COLUMN     "tracking_no" TEXT;

-- AlterTable
ALTER TABLE "order_items" ADD COLUMN     "refunded" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "payments" ADD COLUMN     "api" TEXT NOT NULL DEFAULT 'v2',
ADD COLUMN     "code_url" TEXT,
ADD COLUMN     "payer_openid" TEXT,
ADD COLUMN     "refunded" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "trade_type" TEXT NOT NULL DEFAULT 'JSAPI';

-- AlterTable
ALTER TABLE "sandbox_orders" ADD COLUMN     "api" TEXT NOT NULL DEFAULT 'v2',
ADD COLUMN     "code_url" TEXT,
ADD COLUMN     "refunded" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "sandbox_notices" ADD COLUMN     "api" TEXT NOT NULL DEFAULT 'v2',
ADD COLUMN     "refund_id" INTEGER,
ADD COLUMN     "subject" TEXT NOT NULL DEFAULT 'payment',
ADD COLUMN     "transfer_id" INTEGER,
ALTER COLUMN "order_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "gem_entries" (
    "id" SERIAL NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "gem_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refunds" (
    "out_refund_no" TEXT NOT NULL,
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
    "next_attempt_at" TIMESTAMP(3),
    "requested_at" TIMESTAMP(3) NOT NULL,
    "decided_at" TIMESTAMP(3),
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("out_refund_no")
);

-- CreateTable
CREATE TABLE "refund_items" (
    "out_refund_no" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "refund_items_pkey" PRIMARY KEY ("out_refund_no","product_id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "out_bill_no" TEXT NOT NULL,
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
    "next_attempt_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL,
    "sent_at" TIMESTAMP(3),
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("out_bill_no")
);

-- CreateTable
CREATE TABLE "bill_checks" (
    "day" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "payments" INTEGER NOT NULL DEFAULT 0,
    "payments_fee" INTEGER NOT NULL DEFAULT 0,
    "refunds" INTEGER NOT NULL DEFAULT 0,
    "refunds_fee" INTEGER NOT NULL DEFAULT 0,
    "checked_at" TIMESTAMP(3),
    "problem" TEXT,

    CONSTRAINT "bill_checks_pkey" PRIMARY KEY ("day")
);

-- CreateTable
CREATE TABLE "bill_differences" (
    "id" SERIAL NOT NULL,
    "day" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "ours" TEXT NOT NULL,
    "theirs" TEXT NOT NULL,

    CONSTRAINT "bill_differences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_refunds" (
    "id" SERIAL NOT NULL,
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
    "created_at" TIMESTAMP(3) NOT NULL,
    "due_at" TIMESTAMP(3) NOT NULL,
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "sandbox_refunds_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_red_packs" (
    "id" SERIAL NOT NULL,
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
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "returned_at" TIMESTAMP(3),
    "returned" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "sandbox_red_packs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_red_pack_takes" (
    "red_pack_id" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_red_pack_takes_pkey" PRIMARY KEY ("red_pack_id","person_id")
);

-- CreateTable
CREATE TABLE "sandbox_transfers" (
    "id" SERIAL NOT NULL,
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
    "created_at" TIMESTAMP(3) NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_transfers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_merchants" (
    "mch_id" TEXT NOT NULL,
    "balance" INTEGER NOT NULL,

    CONSTRAINT "sandbox_merchants_pkey" PRIMARY KEY ("mch_id")
);

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

-- CreateIndex
CREATE INDEX "payments_paid_at_idx" ON "payments"("paid_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_orders_code_url_key" ON "sandbox_orders"("code_url");

-- AddForeignKey
ALTER TABLE "gem_entries" ADD CONSTRAINT "gem_entries_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_out_trade_no_fkey" FOREIGN KEY ("out_trade_no") REFERENCES "payments"("out_trade_no") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund_items" ADD CONSTRAINT "refund_items_out_refund_no_fkey" FOREIGN KEY ("out_refund_no") REFERENCES "refunds"("out_refund_no") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "bill_differences" ADD CONSTRAINT "bill_differences_day_fkey" FOREIGN KEY ("day") REFERENCES "bill_checks"("day") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_refunds" ADD CONSTRAINT "sandbox_refunds_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sandbox_orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_red_pack_takes" ADD CONSTRAINT "sandbox_red_pack_takes_red_pack_id_fkey" FOREIGN KEY ("red_pack_id") REFERENCES "sandbox_red_packs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_notices" ADD CONSTRAINT "sandbox_notices_refund_id_fkey" FOREIGN KEY ("refund_id") REFERENCES "sandbox_refunds"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_notices" ADD CONSTRAINT "sandbox_notices_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "sandbox_transfers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The gems that users have already are the first entry of each.
INSERT INTO "gem_entries" ("user_id", "kind", "ref", "delta", "at")
SELECT "id", 'opening', "id", "gems", CURRENT_TIMESTAMP FROM "users" WHERE "gems" <> 0;
