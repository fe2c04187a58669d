/** The look-up of zip codes, cached. */
package dev.millrace.scoring.zipcode;
