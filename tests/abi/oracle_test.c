/* What a C program does with the oracle: judge right and wrong answers, and survive wrong lines.
 * The first argument is the version that the library must have. */
#include <imgfam/oracle.h>

#include <stdio.h>
#include <string.h>

static int failures = 0;

static void check(int holds, const char* what, const char* found) {
  if (holds) return;
  ++failures;
  fprintf(stderr, "failed: %s\n  found: %s\n", what, found ? found : "NULL");
}

static const char* tell(imgfam_oracle* oracle, const char* line) {
  return imgfam_oracle_line(oracle, line, strlen(line));
}

static void expect(imgfam_oracle* oracle, const char* line, const char* part) {
  const char* answer = tell(oracle, line);
  check(answer != NULL && strstr(answer, part) != NULL, part, answer);
}

static void judges(void) {
  char error[200] = "untouched";
  imgfam_oracle* oracle = imgfam_oracle_new(
      "{\"edition\": \"2023\", \"given\": {\"images\": [{\"id\": \"m-1\"}]}}", error, sizeof error);
  check(oracle != NULL, "an oracle", error);
  if (oracle == NULL) return;
  check(strcmp(error, "untouched") == 0, "no error", error);
  expect(oracle, "{\"hello\": true}", "\"edition\":\"2023\"");
  expect(oracle,
         "{\"request\": {\"action\": \"ModifyImageAttribute\", \"with\": {\"ImageId\": \"m-1\", "
         "\"Status\": \"Deprecated\"}}, \"observed\": {\"status\": 200, \"body\": {\"RequestId\": "
         "\"r\"}}}",
         "\"verdict\":\"conforms\"");
  expect(oracle,
         "{\"request\": {\"action\": \"ModifyImageAttribute\", \"with\": {\"ImageId\": \"m-2\", "
         "\"Status\": \"Deprecated\"}}, \"observed\": {\"status\": 200, \"body\": {\"RequestId\": "
         "\"r\"}}}",
         "\"verdict\":\"violates\"");
  expect(oracle, "no JSON", "\"code\":\"ORC002\"");
  expect(oracle, "", "\"code\":\"ORC002\"");
  imgfam_oracle_free(oracle);
}

static void refuses_wrong_options(void) {
  char error[200];
  char little[8];
  const char* const wrong[] = {"{", "[]", "{\"edition\": \"1999\"}", "{\"redings\": []}",
                               "{\"readings\": [\"a=b\"]}", "{\"given\": {\"imags\": []}}"};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; ++i) {
    error[0] = '\0';
    check(imgfam_oracle_new(wrong[i], error, sizeof error) == NULL, wrong[i], "an oracle");
    check(strncmp(error, "{\"error\":{\"code\":\"", 18) == 0, "an error", error);
    check(imgfam_oracle_new(wrong[i], NULL, 0) == NULL, wrong[i], "an oracle");
  }
  memset(little, 'x', sizeof little);
  check(imgfam_oracle_new("{", little, sizeof little) == NULL, "no oracle", "an oracle");
  check(strcmp(little, "{\"error") == 0, "as much as there is place for", little);
}

int main(int count, char** arguments) {
  imgfam_oracle* one = imgfam_oracle_new(NULL, NULL, 0);
  imgfam_oracle* other = imgfam_oracle_new(NULL, NULL, 0);
  check(count == 2 && strcmp(imgfam_oracle_version(), arguments[1]) == 0, "the version",
        imgfam_oracle_version());
  check(imgfam_oracle_protocol() == 1, "protocol 1", "another");
  if (one == NULL || other == NULL) return 1;
  expect(one, "{\"snapshot\": \"a\"}", "{\"snapshot\":\"a\"");
  expect(other, "{\"restore\": \"a\"}", "\"code\":\"ORC007\"");
  imgfam_oracle_free(one);
  imgfam_oracle_free(other);
  imgfam_oracle_free(NULL);
  judges();
  refuses_wrong_options();
  return failures == 0 ? 0 : 1;
}
