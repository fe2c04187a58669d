/** Versions that score what others answered, from the prediction log. */
package dev.millrace.scoring.shadow;
