// Gateway: what stands between the wire and the cloud: who sent a request, when, and whether it was
// sent before. Whoever passes is an account with a request for Cloud::handle.
#pragma once

#include <imgfam/http/wire_request.hpp>
#include <imgfam/model/sim_time.hpp>
#include <imgfam/scenario/credentials.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace imgfam {

/// The nonces seen lately. Two generations of hashes: those of a window before the present one are
/// forgotten, and so is the older generation when the present one is full. So what is known for
/// certain are the last `nonces_max`, in 8 MiB of memory.
class Nonces {
 public:
  explicit Nonces(Duration window, std::size_t nonces_max = std::size_t{1} << 18U);

  /// False: it was taken before.
  bool take(std::string_view access_key, std::string_view nonce, SimTime now);

 private:
  /// Hashes side by side in one array: a node for each would take four times as much.
  class Hashes {
   public:
    bool contains(std::uint64_t hash) const;
    /// REQUIRES: it is none of them.
    void add(std::uint64_t hash);
    std::size_t size() const { return size_; }
    void clear();

   private:
    std::size_t place_of(std::uint64_t hash) const;
    std::vector<std::uint64_t> places_;  // 0: free. Twice as many as hashes, and a power of two.
    std::size_t size_ = 0;
  };

  Duration window_;
  std::size_t nonces_max_;
  std::uint64_t secret_;  // Of the hashes.
  SimTime begun_{};
  Hashes present_, past_;
};

class Gateway {
 public:
  /// How far a timestamp may be from now, on either side.
  static constexpr Duration window{15 * 60};

  /// REQUIRES: the access keys differ.
  explicit Gateway(std::vector<Credential> credentials);

  struct Admitted {
    Request request;
    WireFormat format = WireFormat::Xml;
  };

  /// Judges the rules of the gateway in their order; `now` is the time that timestamps are about.
  std::variant<Admitted, GatewayFault> admit(const HttpRequest& request, SimTime now);

 private:
  std::map<std::string, Credential, std::less<>> credentials_;
  Nonces nonces_{window};
};

}  // namespace imgfam
