/** From bronze to the silver tables: each event once, rejected ones with their reason. */
package dev.millrace.lake.cleaning;
