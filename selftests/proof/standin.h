/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * standin.h - replaces the parts of the kernel that the walk uses
 *
 * Each load of something that other CPUs may change, and each lock, first calls
 * the scheduler in world.c, which may let the other CPUs act. The names are the
 * kernel's, so that walk.c and chain.c compile unchanged.
 */
#ifndef PROOF_STANDIN_H
#define PROOF_STANDIN_H

#include <assert.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define AF_INET 2
#define AF_INET6 10
#define EINTR 4
#define EAGAIN 11
#define ENOMEM 12

enum {
	TCP_ESTABLISHED = 1,
	TCP_SYN_SENT = 2,
	TCP_SYN_RECV = 3,
	TCP_FIN_WAIT2 = 5,
	TCP_TIME_WAIT = 6,
	TCP_CLOSE = 7,
	TCP_LISTEN = 10,
	TCP_NEW_SYN_RECV = 12,
};

typedef uint32_t u32;
typedef uint16_t u16;
typedef struct { bool held; } spinlock_t;

struct net { int id; };

struct hlist_nulls_node { struct hlist_nulls_node *next, **pprev; };
struct hlist_nulls_head { struct hlist_nulls_node *first; };

/* One layout for sockets, request sockets and time-wait minisocks. */
struct sock {
	unsigned short sk_family;
	unsigned char sk_state;
	unsigned char tw_substate;
	u16 sk_num;
	bool owned;
	unsigned int sk_refcnt;		/* of the walk; all others in object */
	u32 sk_hash;
	u32 sk_txhash;
	const struct net *sk_net;
	struct hlist_nulls_node sk_nulls_node;
};

struct inet_ehash_bucket { struct hlist_nulls_head chain; };

struct inet_hashinfo {
	struct inet_ehash_bucket *ehash;
	spinlock_t *ehash_locks;
	unsigned int ehash_mask;
	unsigned int ehash_locks_mask;
};

/* The scheduler: called before a load of @size bytes at @address. */
void world_load(const volatile void *address, size_t size);
void world_lock(spinlock_t *lock);
void world_unlock(spinlock_t *lock);
void world_rcu_lock(void);
void world_rcu_unlock(void);
bool world_signal(void);
void world_lock_socket(struct sock *sk);
void world_unlock_socket(struct sock *sk);
bool world_get(struct sock *sk);
void world_put(struct sock *sk);
void *world_alloc(size_t size);
void world_free(void *memory);

#define READ_ONCE(x) ({							\
	world_load(&(x), sizeof(x));					\
	*(const volatile __typeof__(x) *)&(x);				\
})

#define rcu_read_lock() world_rcu_lock()
#define rcu_read_unlock() world_rcu_unlock()
#define spin_lock_bh(lock) world_lock(lock)
#define spin_unlock_bh(lock) world_unlock(lock)
#define cond_resched() ((void)0)
#define __acquires(lock)
#define __releases(lock)
#define local_bh_disable() ((void)0)
#define local_bh_enable() ((void)0)
#define spin_lock(lock) world_lock(lock)
#define spin_unlock(lock) world_unlock(lock)
#define bh_lock_sock(sk) world_lock_socket(sk)
#define bh_unlock_sock(sk) world_unlock_socket(sk)
#define prefetch(x) ((void)(x))
#define GFP_KERNEL_ACCOUNT 0
#define kmalloc(size, flags) world_alloc(size)
#define kfree(memory) world_free(memory)
#define current NULL
#define fatal_signal_pending(task) world_signal()
#define data_race(x) READ_ONCE(x)
#define ASSERT_EXCLUSIVE_WRITER(x) ((void)0)
#define test_bit(bit, bits) false

#define min(a, b) ((a) < (b) ? (a) : (b))
#define clamp_t(type, x, low, high) \
	((type)(x) < (low) ? (low) : min((type)(x), (type)(high)))
#define min_t(type, a, b) min((type)(a), (type)(b))

#define is_a_nulls(node) ((uintptr_t)(node) & 1)
#define get_nulls_value(node) ((uintptr_t)(node) >> 1)
#define hlist_nulls_entry(node, type, member) \
	((type *)((char *)(node) - offsetof(type, member)))

#define sk_nulls_for_each(sk, node, head)				\
	for (node = READ_ONCE((head)->first);				\
	     !is_a_nulls(node) &&					\
	     (sk = hlist_nulls_entry(node, struct sock, sk_nulls_node), 1); \
	     node = READ_ONCE(node->next))
#define sk_nulls_for_each_rcu sk_nulls_for_each

#define hlist_nulls_empty(head) is_a_nulls(READ_ONCE((head)->first))
#define inet_twsk(sk) (sk)
#define IS_ENABLED(option) 0
#define sock_net(sk) READ_ONCE((sk)->sk_net)
#define net_eq(a, b) ((a) == (b))
#define refcount_inc_not_zero(refs) \
	world_get((struct sock *)((char *)(refs) - \
				  offsetof(struct sock, sk_refcnt)))
#define sock_gen_put(sk) world_put(sk)
#define sk_hashed(sk) (READ_ONCE((sk)->sk_nulls_node.pprev) != NULL)
#define sk_fullsock(sk) ((sk)->sk_state != TCP_TIME_WAIT && \
			 (sk)->sk_state != TCP_NEW_SYN_RECV)
#define sock_owned_by_user_nocheck(sk) READ_ONCE((sk)->owned)

static inline spinlock_t *inet_ehash_lockp(struct inet_hashinfo *hashinfo,
					   unsigned int hash)
{
	return &hashinfo->ehash_locks[hash & hashinfo->ehash_locks_mask];
}

#endif /* PROOF_STANDIN_H */
