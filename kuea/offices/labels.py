"""Words for roles, sectors, seats and states of this room."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "secretary": _("เลขานุการจังหวัด (พมจ.)"),
    "chair": _("ประธานภาคประชาชน"),
    "member": _("กรรมการจังหวัด"),
    "host_coordinator": _("ผู้ประสานแม่ข่าย"),
    "volunteer": _("อาสาสมัคร"),
    "facilitator": _("วิทยากรเวที"),
    "recorder": _("ผู้บันทึกเวที"),
    "giver": _("ผู้ให้"),
    "local_officer": _("เจ้าหน้าที่ท้องถิ่น (อปท.)"),
    "group_leader": _("หัวหน้ากลุ่มอาสา"),
    "social_worker": _("นักสังคมสงเคราะห์"),
    "tambon_member": _("กรรมการตำบล"),
    "amphoe_officer": _("เจ้าหน้าที่อำเภอ"),
    "fund_member": _("กรรมการกองทุน"),
    "hotline_operator": _("เจ้าหน้าที่สายด่วน"),
    "media_partner": _("วิทยุและสื่อ"),
    "justice_officer": _("เจ้าหน้าที่คลินิกยุติธรรม"),
    "partner_agency": _("หน่วยงานร่วม"),
    "workforce_officer": _("ผู้ดูแลกำลังคนสังคมสงเคราะห์"),
    "ministry": _("นักวิเคราะห์กระทรวง"),
    "minister": _("รัฐมนตรีและที่ปรึกษา"),
    "clerk": _("งานสารบรรณ"),
    "cabinet_coordinator": _("ผู้ประสานงานคณะรัฐมนตรี (ปคร.)"),
    "auditor": _("เจ้าหน้าที่คุ้มครองข้อมูลและผู้ตรวจสอบ"),
    "administrator": _("ผู้ดูแลระบบ"),
    "system": _("ระบบ"),
}
SECTORS = {
    "people": _("ภาคประชาชน / ชุมชน"),
    "local_government": _("องค์กรปกครองส่วนท้องถิ่น"),
    "regional": _("ราชการส่วนภูมิภาค"),
    "civil_society": _("ภาคประชาสังคม"),
    "business": _("ภาคธุรกิจ"),
    "public_benefit": _("องค์กรสาธารณประโยชน์"),
    "central": _("ราชการส่วนกลาง"),
}
SEATS = {
    "chair": _("ประธาน"),
    "vice_chair": _("รองประธาน"),
    "secretary": _("เลขานุการ"),
    "member": _("กรรมการ"),
}
COMMITTEE_STATES = {
    "proposed": _("เสนอชื่อแล้ว"),
    "ordered": _("มีคำสั่งแต่งตั้งแล้ว"),
    "active": _("ปฏิบัติงานอยู่"),
    "term_ended": _("ครบวาระแล้ว"),
}
COMMITTEE_MISSING = {
    "no_order": _("คำสั่งแต่งตั้ง (เลขที่ วันที่ ผู้ลงนาม)"),
    "no_chair": _("ประธานจากภาคประชาชน"),
    "no_secretary": _("เลขานุการจาก พมจ."),
    "same_person": _("ประธานและเลขานุการต้องเป็นคนละคน"),
    "no_people": _("กรรมการภาคประชาชนหรือชุมชน"),
    "no_local_government": _("กรรมการจากองค์กรปกครองส่วนท้องถิ่น"),
    "no_regional": _("กรรมการจากราชการส่วนภูมิภาค"),
}
"""What an activation still waits for, by the codes of `queries.missing_of` (I6, R78)."""
LIMITS = {
    "route_hours": (_("ส่งเบาะแสถึงแม่ข่ายภายใน"), _("ชั่วโมง")),
    "urgent_hours": (_("เรื่องเร่งด่วนถึงมือผู้ช่วยภายใน"), _("ชั่วโมง")),
    "visit_days": (_("เยี่ยมครั้งแรกภายใน"), _("วัน")),
    "forum_days": (_("นำเข้าเวทีประชาคมภายใน"), _("วัน")),
    "first_help_days": (_("ความช่วยเหลือแรกภายใน"), _("วัน")),
    "review_days": (_("ทบทวนแผนดูแลทุก"), _("วัน")),
    "care_overdue_days": (_("ไม่มีการเยี่ยมเกินกำหนดถือเป็นช่องว่างเมื่อพ้น"), _("วัน")),
    "gap_days": (_("อุดช่องว่างให้เสร็จภายใน"), _("วัน")),
    "capacity_stale_days": (_("ข้อมูลกำลังที่มีถือว่าเก่าเมื่อพ้น"), _("วัน")),
    "volunteer_active_days": (_("อาสาสมัครถือว่าทำงานอยู่เมื่อมีงานภายใน"), _("วัน")),
    "forum_notice_days": (_("แจ้งเวทีล่วงหน้าอย่างน้อย"), _("วัน")),
    "comment_days": (_("รับฟังความเห็นเรื่องนิยามอย่างน้อย"), _("วัน")),
    "match_hold_days": (_("กันกำลังของผู้ให้ไว้รอคำตอบ"), _("วัน")),
    "notice_days": (_("แจ้งเจ้าตัวภายใน"), _("วัน")),
    "follow_up_days": (_("ติดตามหลังจัดการตนเองได้ภายใน"), _("วัน")),
    "forum_people": (_("ผู้ร่วมเวทีอย่างน้อย"), _("คน")),
    "forum_sectors": (_("ภาคส่วนที่ร่วมเวทีอย่างน้อย"), _("ภาคส่วน")),
    "closed_forum_fewest": (_("เวทีปิดอย่างน้อย"), _("คน")),
    "closed_forum_most": (_("เวทีปิดไม่เกิน"), _("คน")),
    "request_days": (_("ตอบคำขอของเจ้าของข้อมูลภายใน"), _("วัน")),
    "retention_lead_days": (_("เก็บเบาะแสที่ไม่ได้ไปต่อไว้"), _("วัน")),
    "retention_case_years": (_("เก็บเรื่องที่ปิดแล้วไว้"), _("ปี")),
    "retention_minutes_years": (_("เก็บบันทึกเวทีฉบับเต็มไว้"), _("ปี")),
}
"""Each limit of a province: what it bounds, and its unit."""
CAPACITY_FIELDS = {
    "leader_name": _("ผู้นำ"),
    "host": _("แม่ข่าย"),
    "address_place": _("ที่อยู่"),
    "volunteer_count": _("จำนวนอาสาสมัคร"),
}
"""The four capacity fields every organisation on the map has (R53, I9)."""

IN_HAND = {
    "cases_in_the_interim": _("เรื่องที่ดูแลแทนแม่ข่าย"),
    "cases_of_the_host": _("เรื่องของแม่ข่ายที่จะไม่มีผู้ประสาน"),
    "cases_visited": _("เพื่อนบ้านที่ไปเยี่ยม"),
    "sealed_cases": _("เรื่องปิดผนึกที่ไม่มีผู้อื่นถูกระบุชื่อ"),
    "forums": _("เวทีที่รับหน้าที่ไว้"),
    "care_plans": _("แผนดูแล"),
    "gaps": _("ช่องว่างที่รับไว้"),
}
"""What a duty may have in hand when it ends (I16)."""
