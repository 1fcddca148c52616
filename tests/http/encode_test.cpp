// Answers as clients demand them, in JSON and XML.
#include "support/catch.hpp"

#include <imgfam/http/encode.hpp>

#include <boost/json/parse.hpp>

namespace imgfam {

TEST_CASE("a document is JSON as it is, and XML under the action's name", "[http][encode]") {
  const Response response{boost::json::parse(R"({
    "RequestId": "R", "TotalCount": 2, "IsTrue": true,
    "Images": {"Image": [{"ImageId": "m-1", "ImageName": "a<&>b"}, {"ImageId": "m-2"}]},
    "Tags": {"Tag": []}})")
                              .as_object()};
  const HttpResponse json = encode(response, "DescribeImages", WireFormat::Json);
  CHECK(json.status == 200);
  CHECK(json.content_type == "application/json;charset=utf-8");
  CHECK(boost::json::parse(json.body) == boost::json::value(response.document));
  const HttpResponse xml = encode(response, "DescribeImages", WireFormat::Xml);
  CHECK(xml.status == 200);
  CHECK(xml.content_type == "text/xml;charset=utf-8");
  CHECK(xml.body ==
        "<?xml version='1.0' encoding='UTF-8'?><DescribeImagesResponse><RequestId>R</RequestId>"
        "<TotalCount>2</TotalCount><IsTrue>true</IsTrue><Images><Image><ImageId>m-1</ImageId>"
        "<ImageName>a&lt;&amp;&gt;b</ImageName></Image><Image><ImageId>m-2</ImageId></Image>"
        "</Images><Tags></Tags></DescribeImagesResponse>");
}

TEST_CASE("an error has its status and the five fields that clients read", "[http][encode]") {
  Refusal refusal;
  refusal.status = 403;
  refusal.code = "ImageUseShared";
  refusal.message = "Shared.";
  refusal.request_id = "R-1";
  const HttpResponse json = encode(refusal, "ModifyImageAttribute", WireFormat::Json);
  CHECK(json.status == 403);
  const auto body = boost::json::parse(json.body).as_object();
  CHECK(body.at("Code") == "ImageUseShared");
  CHECK(body.at("Message") == "Shared.");
  CHECK(body.at("RequestId") == "R-1");
  CHECK(body.at("HostId") == "ecs.aliyuncs.com");
  CHECK(body.at("Recommend") ==
        "https://api.aliyun.com/troubleshoot?q=ImageUseShared&product=Ecs&requestId=R-1");
  const HttpResponse xml = encode(refusal, "ModifyImageAttribute", WireFormat::Xml);
  CHECK(xml.body.starts_with("<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R-1"));
}

TEST_CASE("a missing parameter is named in code and message", "[http][encode]") {
  const HttpResponse answer =
      encode({"common-parameters-given"_gateway, "Timestamp", WireFormat::Json}, "R-2");
  CHECK(answer.status == 400);
  const auto body = boost::json::parse(answer.body).as_object();
  CHECK(body.at("Code") == "MissingTimestamp");
  CHECK(body.at("Message") == "Timestamp is mandatory for this action.");
}

TEST_CASE("the string to sign follows the only colon of a wrong signature's message",
          "[http][encode]") {
  // The Python SDK takes what follows the first colon, the Go SDK what follows this sentence.
  const std::string message =
      message_of({"signature-matches"_gateway, "GET&%2F&a%3Db", WireFormat::Json});
  CHECK(message.substr(message.find(':')) == ":GET&%2F&a%3Db");
  CHECK(message.find("server string to sign is:") != std::string::npos);
}

}  // namespace imgfam
