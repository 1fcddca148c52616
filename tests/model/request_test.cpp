// Requests as query strings: what is read of a URL, what is refused, and that both ways agree.
#include <imgfam/model/request.hpp>

#include "support/catch.hpp"

#include <random>
#include <sstream>

namespace imgfam {
namespace {

using Parameters = std::vector<Parameter>;

/// `Action Name=Value Name=Value` of what was read, or the code of the diagnostic.
std::string read(std::string_view url) {
  const Result<Request> request = parse_query(url);
  if (!request) return request.error().code;
  std::ostringstream out;
  out << *request;
  return out.str();
}

TEST_CASE("the sample request of the 2020 document is read as it stands there",
          "[model][request]") {
  const Result<Request> request = parse_query(R"(
https://ecs.aliyuncs.com/?Action=ModifyImageAttribute
&ImageId=m-bp18ygjuqnwhechc****
&RegionId=cn-hangzhou
&ImageName=testImageName
&Description=testDescription
&<Common request parameters>
)");
  REQUIRE(request.has_value());
  CHECK(request->action == "ModifyImageAttribute");
  CHECK(request->account == AccountId{});
  CHECK(request->parameters == Parameters{{"ImageId", "m-bp18ygjuqnwhechc****"},
                                          {"RegionId", "cn-hangzhou"},
                                          {"ImageName", "testImageName"},
                                          {"Description", "testDescription"}});
}

TEST_CASE("the sample request of the 2023 document is read as it stands there",
          "[model][request]") {
  const Result<Request> request = parse_query(R"(
http(s)://ecs.aliyuncs.com/?Action=ModifyImageAttribute
&RegionId=cn-hangzhou
&ImageId=m-bp18ygjuqnwhechc****
&ImageName=testImageName
&Status=Deprecated
&ImageFamily=hangzhou-daily-update
&BootMode=BIOS
&Description=testDescription
&Features={"NvmeSupport":"supported"}
&<Common request parameters>
)");
  REQUIRE(request.has_value());
  CHECK(request->action == "ModifyImageAttribute");
  CHECK(request->parameters == Parameters{{"RegionId", "cn-hangzhou"},
                                          {"ImageId", "m-bp18ygjuqnwhechc****"},
                                          {"ImageName", "testImageName"},
                                          {"Status", "Deprecated"},
                                          {"ImageFamily", "hangzhou-daily-update"},
                                          {"BootMode", "BIOS"},
                                          {"Description", "testDescription"},
                                          {"Features", R"({"NvmeSupport":"supported"})"}});
}

struct Row {
  std::string_view url;
  std::string_view expected;
};

TEST_CASE("a URL or its query is read; white space and placeholders are left out",
          "[model][request]") {
  const Row rows[]{
      {"Action=DescribeRegions", "DescribeRegions"},
      {"?Action=DescribeRegions", "DescribeRegions"},
      {"https://ecs.aliyuncs.com/?Action=DescribeRegions", "DescribeRegions"},
      {"/?Action=DescribeRegions", "DescribeRegions"},
      {"Action=A&B=1&C=2", "A B=1 C=2"},
      {"B=1&Action=A&C=2", "A B=1 C=2"},
      {"B=1&C=2&Action=A", "A B=1 C=2"},
      {" Action=A \r\n & B=1\t", "A B=1"},
      {"Action = A & B = 1", "A B=1"},
      {"Action=A&B= ", "A B="},
      {"&&Action=A&&&B=1&&", "A B=1"},
      {"Action=A&B", "A B="},
      {"Action=A&B=", "A B="},
      {"Action=A&B=1=2", "A B=1=2"},
      {"Action=A&<Common request parameters>&B=1", "A B=1"},
      {"Action=A& <any placeholder> ", "A"},
      {"Action=A&B=<x>", "A B=<x>"},
      // A fragment is no part of the query, whatever it holds.
      {"https://ecs.aliyuncs.com/?Action=A&B=1#frag", "A B=1"},
      {"Action=DescribeRegions#frag", "DescribeRegions"},
      {"Action=A#?B=1&C=2", "A"},
      {"Action=A&B=%231", "A B=#1"},
      // What follows the first value can hold a question mark of its own.
      {"Action=A&B=is+it%3F", "A B=is it?"},
      {"Action=A&B=is+it?&C=1", "A B=is it? C=1"},
      {"/?Action=A&B=is+it?&C=1", "A B=is it? C=1"},
      {"https://ecs.aliyuncs.com?Action=A&B=a?b?c", "A B=a?b?c"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(read(row.url) == row.expected);
  }
}

TEST_CASE("percent escapes and pluses are undone in names and values", "[model][request]") {
  const Row rows[]{
      {"Action=A&B=a+b", "A B=a b"},
      {"Action=A&B=a%20b", "A B=a b"},
      {"Action=A&B=a%2Bb", "A B=a+b"},
      {"Action=A&B=a%2bb", "A B=a+b"},
      {"Action=A&B=%26%3D%3F%25", "A B=&=?%"},
      {"Action=A&B=%2525", "A B=%25"},
      {"Action=A&B=%E4%B8%AD%e6%96%87", "A B=中文"},
      {"Action=A&B=中文", "A B=中文"},
      {"Action=A&B=%F0%9F%98%80", "A B=😀"},
      {"Action=A&Features%2ENvmeSupport=supported", "A Features.NvmeSupport=supported"},
      {"%41ction=Describe%52egions", "DescribeRegions"},
      {"Action=A&B=%41", "A B=A"},
      {"Action=A&B=%41%42&C=%43", "A B=AB C=C"},
      {"Action=A&B=%0A", "A B=\n"},
      {"Action=A&%3CB=1", "A <B=1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    CHECK(read(row.url) == row.expected);
  }
}

TEST_CASE("what is no request is refused with the code that names the reason", "[model][request]") {
  const Row rows[]{
      {"", "REQ005"},
      {"?", "REQ005"},
      {"https://ecs.aliyuncs.com/", "REQ005"},
      {"B=1", "REQ005"},
      {"#Action=A", "REQ005"},
      {"Action=", "REQ005"},
      {"Action", "REQ005"},
      {"action=A", "REQ005"},
      {"Action=%20", "A"},  // A blank is a name like any other: the service does not know it.
      {"Action=A&Action=B", "REQ004"},
      {"Action=A&B=1&B=1", "REQ004"},
      {"Action=A&B=1&%42=2", "REQ004"},
      {"Action=A&B&B", "REQ004"},
      {"Action=A&B=%", "REQ003"},
      {"Action=A&B=%4", "REQ003"},
      {"Action=A&B=%4&C=1", "REQ003"},
      {"Action=A&B=%G0", "REQ003"},
      {"Action=A&B=%0G", "REQ003"},
      {"Action=A&B=% 1", "REQ003"},
      {"Action=A&B=100%", "REQ003"},
      {"Action=A&%=1", "REQ003"},
      {"Action=%&B=1", "REQ003"},
      {"Action=A&B=%00", "REQ006"},
      {"Action=A&B=%FF", "REQ006"},
      {"Action=A&B=%C0%80", "REQ006"},
      {"Action=A&B=%ED%A0%80", "REQ006"},
      {"Action=A&B=\xff", "REQ006"},
      {"Action=A&B=%E4%B8", "REQ006"},
      {"Action=A&%80=1", "REQ006"},
      {"Action=%E4&B=1", "REQ006"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.url);
    if (row.expected == "A") {
      CHECK(parse_query(row.url)->action == " ");
    } else {
      CHECK(read(row.url) == row.expected);
    }
  }
  CHECK(read(std::string_view("Action=A&B=\0", 12)) == "REQ006");
}

TEST_CASE("a diagnostic of a request says what is wrong and what to do", "[model][request]") {
  CHECK(render(parse_query("Action=A&B=1&B=2").error()) ==
        "error[REQ004]: parameter `B` is given twice\n  = hint: keep one of them\n");
  CHECK(render(parse_query("B=%").error()) ==
        "error[REQ003]: broken percent escape in `%`\n"
        "  = hint: write % as %25, or two hexadecimal digits after it\n");
  // What is quoted of a long value is bounded.
  const auto error = parse_query("B=%" + std::string(50'000, 'x')).error();
  CHECK(error.message.size() < 120);
}

TEST_CASE("64 KiB and 1000 parameters are read, one more of either is not", "[model][request]") {
  std::string url = "Action=A&B=";
  url.resize(query_bytes_max, 'x');
  CHECK(parse_query(url)->parameters.front().value.size() == query_bytes_max - 11);
  CHECK(read(url + 'x') == "REQ001");

  url = "Action=A";
  for (std::size_t i = 0; i < query_parameters_max; ++i)
    url += "&P" + std::to_string(i) + "=1";
  CHECK(parse_query(url)->parameters.size() == query_parameters_max);
  CHECK(read(url + "&more=1") == "REQ002");
}

TEST_CASE("a request finds the first parameter of a name, by case", "[model][request]") {
  const Request request{"A", {}, {{"B", "1"}, {"B", "2"}, {"C", ""}}};
  REQUIRE(request.find("B") != nullptr);
  CHECK(*request.find("B") == "1");
  REQUIRE(request.find("C") != nullptr);
  CHECK(request.find("C")->empty());
  CHECK(request.find("b") == nullptr);
  CHECK(request.find("") == nullptr);
  CHECK(request.find("Action") == nullptr);
}

TEST_CASE("a query string escapes all but letters, digits and four marks", "[model][request]") {
  const Request request{
      "Modify Image", {}, {{"Na&me", "a=b c+d"}, {"Z", "-_.~*!'()/?:@中"}, {"E", ""}}};
  CHECK(to_query(request) ==
        "Action=Modify%20Image&Na%26me=a%3Db%20c%2Bd"
        "&Z=-_.~%2A%21%27%28%29%2F%3F%3A%40%E4%B8%AD&E=");
}

TEST_CASE("what is written of a request is read back as the same", "[model][request]") {
  constexpr std::string_view pieces[]{"a",  "Z", "0", " ", "+",  "%",  "&",    "=",
                                      "?",  "#", "<", ">", "\n", "\t", "\x01", "\x7f",
                                      "\"", "{", "~", ".", "é",  "中", "😀",    "\u2028"};
  std::mt19937 random(3);
  const auto word = [&](std::size_t length_max) {
    std::string out;
    for (std::size_t i = random() % (length_max + 1); i > 0; --i) {
      out += pieces[random() % std::size(pieces)];
    }
    return out;
  };
  for (int i = 0; i < 2000; ++i) {
    Request request{"A" + word(5), {}, {}};
    for (std::size_t p = random() % 6; p > 0; --p) {
      request.parameters.push_back({word(6) + std::to_string(p), word(12)});
    }
    const Result<Request> back = parse_query(to_query(request));
    REQUIRE(back.has_value());
    REQUIRE(*back == request);
  }
}

// ---- UTF-8 ----

std::string encoded(char32_t c) {
  std::string out;
  const auto add = [&](char32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xc0 | c >> 6);
    add(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    add(0xe0 | c >> 12);
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  } else {
    add(0xf0 | c >> 18);
    add(0x80 | (c >> 12 & 0x3f));
    add(0x80 | (c >> 6 & 0x3f));
    add(0x80 | (c & 0x3f));
  }
  return out;
}

TEST_CASE("every code point but NUL and the surrogates is text", "[model][utf8]") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    const bool is_text = c != 0 && (c < 0xd800 || c > 0xdfff);
    wrong += is_utf8_text(encoded(c)) == is_text ? 0U : 1U;
  }
  CHECK(wrong == 0);
}

TEST_CASE("overlong, cut off, stray and too great sequences are no text", "[model][utf8]") {
  for (const std::string_view text : {"\x80",
                                      "\xbf",
                                      "\xc0\x80",
                                      "\xc0\xaf",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2\x41",
                                      "\xc2\xc2",
                                      "\xdf",
                                      "\xe0\x80\x80",
                                      "\xe0\x9f\xbf",
                                      "\xe0\xa0",
                                      "\xe4\xb8",
                                      "\xe4",
                                      "\xe4\x41\x80",
                                      "\xe4\xb8\x41",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x80\x80\x80",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf0\x9f\x98",
                                      "\xf0",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xfe",
                                      "\xff",
                                      "a\xff"
                                      "b",
                                      "abc\xe4\xb8",
                                      "\xe4\xb8\xad\xad"}) {
    CAPTURE(text);
    CHECK_FALSE(is_utf8_text(text));
  }
  CHECK_FALSE(is_utf8_text(std::string_view("a\0b", 3)));
  CHECK(is_utf8_text(""));
  CHECK(is_utf8_text("a中😀\x01\x7f\n"));
}

TEST_CASE("two bytes are text when the tables of Unicode say so", "[model][utf8]") {
  // Every pair of bytes, so that no lead byte and no second byte is forgotten.
  std::size_t wrong = 0;
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const char bytes[]{static_cast<char>(a), static_cast<char>(b)};
      const bool is_ascii_pair = a >= 1 && a < 0x80 && b >= 1 && b < 0x80;
      const bool is_one_character = a >= 0xc2 && a <= 0xdf && b >= 0x80 && b <= 0xbf;
      const bool is_text = is_utf8_text(std::string_view(bytes, 2));
      wrong += is_text == (is_ascii_pair || is_one_character) ? 0U : 1U;
    }
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace imgfam
