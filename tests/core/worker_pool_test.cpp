#include "core/worker_pool.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <future>

namespace idm {
BOOST_AUTO_TEST_SUITE(worker_pools)

BOOST_AUTO_TEST_CASE(as_many_works_run_at_once_as_there_may_be_threads) {
  WorkerPool pool("test", 3, 100);
  std::atomic<int> running{0};
  std::promise<void> all_there;
  const std::shared_future<void> go = all_there.get_future().share();
  for (int i = 0; i < 3; ++i)
    BOOST_TEST(pool.try_post([&] {
      if (++running == 3) all_there.set_value();
      go.wait();
    }));
  BOOST_TEST((go.wait_for(std::chrono::seconds(30)) == std::future_status::ready));
  pool.finish();
}

BOOST_AUTO_TEST_CASE(what_is_queued_is_done_before_the_end_and_nothing_is_taken_after_it) {
  std::atomic<int> done{0};
  WorkerPool pool("test", 2, 1000);
  for (int i = 0; i < 500; ++i) BOOST_TEST(pool.try_post([&] { ++done; }));
  pool.finish();
  BOOST_TEST(done == 500);
  BOOST_TEST(!pool.try_post([] {}));
}

BOOST_AUTO_TEST_CASE(a_full_queue_says_no_at_once) {
  WorkerPool pool("test", 1, 2);
  std::promise<void> begun, may_end;
  const std::shared_future<void> end = may_end.get_future().share();
  BOOST_TEST(pool.try_post([&] {
    begun.set_value();
    end.wait();
  }));
  begun.get_future().wait();
  BOOST_TEST(pool.try_post([] {}));
  BOOST_TEST(pool.try_post([] {}));
  BOOST_TEST(!pool.try_post([] {}));
  BOOST_TEST(pool.waiting() == 2u);
  may_end.set_value();
  pool.finish();
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
