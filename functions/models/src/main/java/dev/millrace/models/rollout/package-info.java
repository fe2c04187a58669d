/** Rollouts: a canary's share grows step by step, and guardrails take it back. */
package dev.millrace.models.rollout;
