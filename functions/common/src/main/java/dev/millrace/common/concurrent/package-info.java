/** Calls side by side, a bounded number at a time and for a bounded time. */
package dev.millrace.common.concurrent;
