// A sample to analyse. Put your own code here, or name another folder: codomyrmex workflow run ai-analysis --param path=…

/**
 * What to order so that nothing runs out before the next delivery.
 * @param {readonly { sku: string, on_hand: number, on_order: number, daily_sales: number, lead_days: number, pack: number }[]} stock
 * @param {{ safetyDays?: number }} options
 * @returns {readonly { sku: string, quantity: number, days_left: number }[]} the most urgent first
 */
export function reorders(stock, { safetyDays = 3 } = {}) {
  return stock
    .map((item) => ({
      item,
      daysLeft: item.daily_sales > 0 ? item.on_hand / item.daily_sales : Number.POSITIVE_INFINITY,
    }))
    .filter(({ item, daysLeft }) => daysLeft < item.lead_days + safetyDays)
    .map(({ item, daysLeft }) => ({
      sku: item.sku,
      quantity: quantityOf(item, safetyDays),
      days_left: Math.round(daysLeft * 10) / 10,
    }))
    .filter(({ quantity }) => quantity > 0)
    .sort((one, other) => one.days_left - other.days_left);
}

/** In whole packs. */
function quantityOf({ on_hand, on_order, daily_sales, lead_days, pack }, safetyDays) {
  const missing = daily_sales * (lead_days + safetyDays) - on_hand - on_order;
  return missing <= 0 ? 0 : Math.ceil(missing / pack) * pack;
}

/** Branches within branches: what the analysis calls complex. */
export function shippingClass(item) {
  if (item.fragile) {
    if (item.weight > 20) {
      return item.insured ? 'freight-insured' : 'freight';
    }
    if (item.weight > 5) {
      if (item.express) {
        return item.insured ? 'express-fragile-insured' : 'express-fragile';
      }
      return 'parcel-fragile';
    }
    return item.express ? 'express-fragile' : 'letter-fragile';
  }
  if (item.weight > 30 || (item.length > 120 && item.weight > 10)) {
    return 'freight';
  }
  if (item.weight > 2 || item.length > 35) {
    return item.express ? 'express' : 'parcel';
  }
  return item.express ? 'express' : 'letter';
}
