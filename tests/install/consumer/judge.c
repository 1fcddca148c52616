/* What a user of the installed C library writes first: ask which answers a request may have. */
#include <imgfam/oracle.h>

#include <stdio.h>
#include <string.h>

int main(void) {
  imgfam_oracle* oracle = imgfam_oracle_new(NULL, NULL, 0);
  const char* line = "{\"request\": {\"action\": \"DescribeImages\"}}";
  const char* answer = oracle ? imgfam_oracle_line(oracle, line, strlen(line)) : NULL;
  const int is_answered = answer && strstr(answer, "\"allowed\"") != NULL;
  if (answer) puts(answer);
  imgfam_oracle_free(oracle);
  return is_answered ? 0 : 1;
}
