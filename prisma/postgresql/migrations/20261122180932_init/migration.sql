-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "nickname" TEXT,
    "avatar_url" TEXT,
    "session_version" INTEGER NOT NULL DEFAULT 0,
    "vip_until" TIMESTAMP(3),
    "gems" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wechat_identities" (
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "unionid" TEXT,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_login_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wechat_identities_pkey" PRIMARY KEY ("appid","openid")
);

-- CreateTable
CREATE TABLE "products" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "english" TEXT NOT NULL,
    "line" TEXT NOT NULL,
    "story" TEXT NOT NULL,
    "carat" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "cut" TEXT NOT NULL,
    "hardness" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "stock" INTEGER NOT NULL,
    "hue" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "is_new" BOOLEAN NOT NULL DEFAULT false,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "carts" (
    "id" TEXT NOT NULL,
    "user_id" TEXT,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "carts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cart_items" (
    "cart_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "added_at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cart_items_pkey" PRIMARY KEY ("cart_id","product_id")
);

-- CreateTable
CREATE TABLE "orders" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "total" INTEGER NOT NULL,
    "receiver" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "once" TEXT,
    "placed_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "paid_at" TIMESTAMP(3),
    "closed_at" TIMESTAMP(3),

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_items" (
    "order_id" TEXT NOT NULL,
    "product_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,

    CONSTRAINT "order_items_pkey" PRIMARY KEY ("order_id","product_id")
);

-- CreateTable
CREATE TABLE "order_events" (
    "id" SERIAL NOT NULL,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "order_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "out_trade_no" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "order_id" TEXT,
    "state" TEXT NOT NULL DEFAULT 'created',
    "appid" TEXT NOT NULL,
    "mch_id" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "total_fee" INTEGER NOT NULL,
    "client_ip" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "sign_type" TEXT NOT NULL,
    "prepay_id" TEXT,
    "prepay_at" TIMESTAMP(3),
    "checked_at" TIMESTAMP(3),
    "transaction_id" TEXT,
    "bank_type" TEXT,
    "paid_at" TIMESTAMP(3),
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("out_trade_no")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "locked_until" TIMESTAMP(3),
    "done_at" TIMESTAMP(3),
    "failed_at" TIMESTAMP(3),
    "last_error" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_values" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "key_values_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sandbox_grants" (
    "code" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "snapshot" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "used_at" TIMESTAMP(3),
    "access_token" TEXT,
    "access_expires" TIMESTAMP(3),
    "refresh_token" TEXT,

    CONSTRAINT "sandbox_grants_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "sandbox_scans" (
    "uuid" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "redirect_uri" TEXT NOT NULL,
    "state" TEXT,
    "scope" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "person_id" TEXT,
    "code" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_scans_pkey" PRIMARY KEY ("uuid")
);

-- CreateTable
CREATE TABLE "sandbox_orders" (
    "id" SERIAL NOT NULL,
    "mch_id" TEXT NOT NULL,
    "out_trade_no" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "total_fee" INTEGER NOT NULL,
    "trade_type" TEXT NOT NULL,
    "trade_state" TEXT NOT NULL DEFAULT 'NOTPAY',
    "sign_type" TEXT NOT NULL,
    "notify_url" TEXT NOT NULL,
    "attach" TEXT,
    "request" TEXT NOT NULL,
    "prepay_id" TEXT NOT NULL,
    "prepay_at" TIMESTAMP(3) NOT NULL,
    "time_expire" TIMESTAMP(3),
    "transaction_id" TEXT,
    "payer_id" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,
    "paid_at" TIMESTAMP(3),
    "closed_at" TIMESTAMP(3),

    CONSTRAINT "sandbox_orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_notices" (
    "id" SERIAL NOT NULL,
    "order_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'genuine',
    "url" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "copies" INTEGER NOT NULL DEFAULT 1,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "last_attempt_at" TIMESTAMP(3),
    "last_status" INTEGER,
    "last_answer" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_calls" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "direction" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "answer" TEXT NOT NULL,
    "http_status" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "ok" BOOLEAN NOT NULL,
    "why" TEXT,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "sandbox_calls_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_people" (
    "id" TEXT NOT NULL,
    "follows" BOOLEAN NOT NULL,
    "wallet" INTEGER NOT NULL,

    CONSTRAINT "sandbox_people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_settings" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "sandbox_settings_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "wechat_identities_unionid_idx" ON "wechat_identities"("unionid");

-- CreateIndex
CREATE INDEX "wechat_identities_user_id_idx" ON "wechat_identities"("user_id");

-- CreateIndex
CREATE INDEX "products_position_idx" ON "products"("position");

-- CreateIndex
CREATE UNIQUE INDEX "carts_user_id_key" ON "carts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "orders_once_key" ON "orders"("once");

-- CreateIndex
CREATE INDEX "orders_user_id_state_placed_at_idx" ON "orders"("user_id", "state", "placed_at");

-- CreateIndex
CREATE INDEX "orders_state_expires_at_idx" ON "orders"("state", "expires_at");

-- CreateIndex
CREATE INDEX "order_events_order_id_at_idx" ON "order_events"("order_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "payments_transaction_id_key" ON "payments"("transaction_id");

-- CreateIndex
CREATE INDEX "payments_user_id_type_state_idx" ON "payments"("user_id", "type", "state");

-- CreateIndex
CREATE INDEX "payments_order_id_idx" ON "payments"("order_id");

-- CreateIndex
CREATE INDEX "payments_state_created_at_idx" ON "payments"("state", "created_at");

-- CreateIndex
CREATE INDEX "outbox_done_at_failed_at_next_attempt_at_idx" ON "outbox"("done_at", "failed_at", "next_attempt_at");

-- CreateIndex
CREATE INDEX "key_values_expires_at_idx" ON "key_values"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_grants_access_token_key" ON "sandbox_grants"("access_token");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_grants_refresh_token_key" ON "sandbox_grants"("refresh_token");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_orders_prepay_id_key" ON "sandbox_orders"("prepay_id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_orders_transaction_id_key" ON "sandbox_orders"("transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_orders_mch_id_out_trade_no_key" ON "sandbox_orders"("mch_id", "out_trade_no");

-- CreateIndex
CREATE INDEX "sandbox_notices_status_next_attempt_at_idx" ON "sandbox_notices"("status", "next_attempt_at");

-- AddForeignKey
ALTER TABLE "wechat_identities" ADD CONSTRAINT "wechat_identities_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "carts" ADD CONSTRAINT "carts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cart_items" ADD CONSTRAINT "cart_items_cart_id_fkey" FOREIGN KEY ("cart_id") REFERENCES "carts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cart_items" ADD CONSTRAINT "cart_items_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "orders" ADD CONSTRAINT "orders_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_items" ADD CONSTRAINT "order_items_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_notices" ADD CONSTRAINT "sandbox_notices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "sandbox_orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;
