"""Rights of administrators and members of groups and channels, when nothing else is said."""

from __future__ import annotations

from typing import Any, Final

#: What an administrator may do when nothing else is said (Bot API, ChatMemberAdministrator).
ALL_RIGHTS: Final[dict[str, Any]] = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}
#: What a member may do in a group when nothing else is said (Bot API, ChatPermissions).
ALL_PERMISSIONS: Final[dict[str, Any]] = {
    "can_send_messages": True,
    "can_send_audios": True,
    "can_send_documents": True,
    "can_send_photos": True,
    "can_send_videos": True,
    "can_send_video_notes": True,
    "can_send_voice_notes": True,
    "can_send_polls": True,
    "can_send_other_messages": True,
    "can_add_web_page_previews": True,
    "can_react_to_messages": True,
    "can_edit_tag": False,
    "can_change_info": False,
    "can_invite_users": True,
    "can_pin_messages": False,
    "can_manage_topics": False,
}
#: Somebody restricted who may do nothing.
NO_PERMISSIONS: Final[dict[str, Any]] = dict.fromkeys(ALL_PERMISSIONS, False)
