/** Service events: the rules that clean them, the claims of their ids, and the silver tables. */
package dev.millrace.lake.events;
