"""What `bhxh content check` says to the people who write questions and answers; they are no programmers."""

VI = {
    "content.error": "LỖI",
    "content.warning": "NHẮC",
    "content.summary": "{errors} lỗi phải sửa, {warnings} điều cần xem lại ({faqs} câu hỏi, {sentences} câu huấn luyện).",
    "content.fine": "Không có lỗi: {faqs} câu hỏi, {sentences} câu huấn luyện.",
    "content.more": "... và {count} điều cần xem lại nữa: chạy lại với --all để xem hết.",
    # every file
    "content.yaml": "Tệp không đọc được từ dòng này. Thường do thiếu dấu hai chấm, thụt dòng lệch hoặc quên đóng ngoặc kép.",
    "content.nfc": "Chữ có dấu ở dòng này gõ kiểu tổ hợp (NFD), máy có thể hiểu sai. Hãy chọn bảng mã Unicode dựng sẵn rồi gõ lại dòng này.",
    # answers
    "content.file_fields": "Tệp phải có ba mục topic, title và entries; thiếu hoặc thừa: {names}.",
    "content.topic": "topic là {topic}, nhưng tên tệp là {file}. Hai tên phải giống nhau.",
    "content.not_entry": "Mỗi mục trong entries phải bắt đầu bằng “- id: ...”.",
    "content.missing": "Câu {id} thiếu mục {field}. Thêm một dòng “{field}: ...”.",
    "content.no_source": "Câu {id} chưa ghi nguồn. Thêm một dòng, ví dụ “source: Luật BHXH 2024 Điều 64”.",
    "content.unknown_field": "Câu {id} có mục lạ {field}. Các mục được dùng: {known}.",
    "content.not_text": "Mục {field} của câu {id} phải là chữ. Đặt nội dung trong ngoặc kép.",
    "content.id": "Mã câu {id} chỉ được gồm chữ thường không dấu, số và gạch dưới, ví dụ the_bhyt_mat.",
    "content.id_twice": "Mã câu {id} đã có ở {where}. Mỗi câu một mã.",
    "content.question_twice": "Câu hỏi của {id} trùng với câu {other} ở {where}. Gộp hai câu hoặc viết lại cho khác.",
    "content.checked": "Mục checked của câu {id} phải là một trong ba chữ “yes”, “partly”, “no” (có ngoặc kép).",
    "content.as_of": "Mục as_of của câu {id} phải là năm-tháng không ở tương lai, ví dụ 2026-11.",
    "content.old": "Câu {id} ghi nhận từ {as_of}, quá {months} tháng. Đối chiếu lại với nguồn rồi sửa as_of.",
    "content.date": "Mục {field} của câu {id} phải là ngày viết năm-tháng-ngày, ví dụ 2027-07-01.",
    "content.review": "Câu {id} đến hạn xem lại ngày {date}.",
    "content.expired": "Câu {id} chỉ đúng đến hết ngày {date}. Sửa câu trả lời theo quy định mới rồi sửa hoặc bỏ valid_to.",
    "content.placeholder": (
        "Câu {id} có chỗ trống viết sai {name}. Viết {{hotline}}, hoặc tên một số liệu trong facts.yml, ví dụ {{luong_co_so}}, "
        "{{luong_co_so:4,5%}}, {{luong_co_so:x20}}, {{luong_co_so:tu}}."
    ),
    "content.answer_or_periods": (
        "Câu {id} phải có đúng một trong hai mục: answer (câu trả lời), hoặc periods (nhiều câu trả lời theo thời gian). "
        "Ví dụ: “answer: Được, ...”."
    ),
    "content.long_first": (
        "Câu đầu của câu trả lời {id} dài {length} ký tự, nên dưới {most}. Trả lời thẳng bằng một câu ngắn, ví dụ “Được, ...”, rồi xuống dòng."
    ),
    "content.long_line": (
        "Câu trả lời {id} có đoạn “{start}...” dài {length} ký tự, nên dưới {most}. Tách thành các dòng “1. ...”, “2. ...” cho dễ đọc trên điện thoại."
    ),
    # answers by time and place
    "content.period.none": "Câu {id} có mục periods trống. Thêm ít nhất một mục “- from: 2025-07-01” có answer bên dưới.",
    "content.period.place": "Câu {id} có tên tỉnh lạ {name}. Viết tên một trong 63 tỉnh cũ, ví dụ Quảng Nam.",
    "content.period.backwards": "Câu {id} có khoảng thời gian kết thúc trước khi bắt đầu. Xem lại from và to, ví dụ from: 2021-06-01, to: 2025-05-31.",
    "content.period.overlap": (
        "Câu {id}: khoảng thời gian này trùng với khoảng ở {where} (cả hai cùng đúng vào ngày {date}). Sửa from hoặc to để mỗi ngày chỉ có một câu trả lời."
    ),
    "content.period.not_today": (
        "Câu {id} không có câu trả lời nào đúng cho ngày {date}; trợ lý sẽ phải nói là chưa có quy định. Thêm một mục “- from: ...” theo quy định mới."
    ),
    "content.period.gap": "Câu {id}: sau ngày {since} và trước ngày {until} không có câu trả lời nào. Nếu không cố ý, sửa lại from hoặc to.",
    "content.period.elsewhere": (
        "Câu {id}: khoảng này chỉ nói về một số tỉnh, các tỉnh khác chưa có câu trả lời. Thêm một mục cùng thời gian, không có places."
    ),
    # figures and dates
    "content.fact.not_fact": "Mỗi số liệu trong facts.yml phải bắt đầu bằng “- id: ...”.",
    "content.fact.id": "Tên số liệu {fact} chỉ được gồm chữ thường không dấu, số và gạch dưới, ví dụ luong_co_so.",
    "content.fact.twice": "Số liệu {fact} đã có ở {where}. Thêm mốc mới vào periods của số liệu đó.",
    "content.fact.missing": 'Số liệu {fact} thiếu mục {field}. Ví dụ: {{from: 2026-07-01, value: 2530000, source: Nghị định ..., checked: "yes"}}.',
    "content.fact.unknown_field": "Số liệu {fact} có mục lạ {field}. Các mục được dùng: {known}.",
    "content.fact.checked": "Mục checked của số liệu {fact} phải là “yes”, “partly” hoặc “no” (yes và no có ngoặc kép).",
    "content.fact.value": "Giá trị của số liệu {fact} không phải là số. Viết số liền nhau, phần lẻ sau dấu chấm, ví dụ 2530000 hoặc 4.5.",
    "content.fact.mixed": "Số liệu {fact} có mốc là số, có mốc là chữ. Viết tất cả các mốc cùng một kiểu, ví dụ 20 và 15.",
    "content.fact.date": "Mục {field} của số liệu {fact} phải là ngày viết năm-tháng-ngày, ví dụ 2026-07-01.",
    "content.fact.backwards": "Số liệu {fact} có mốc kết thúc trước khi bắt đầu. Xem lại from và to.",
    "content.fact.order": "Các mốc của số liệu {fact} phải xếp từ cũ đến mới, mỗi mốc một ngày from khác nhau. Chuyển mốc này xuống dưới mốc cũ hơn.",
    "content.fact.overlap": "Mốc này của số liệu {fact} bắt đầu trước khi mốc trên kết thúc (ngày {date}). Sửa from, hoặc sửa to của mốc trên.",
    "content.fact.gap": "Số liệu {fact} không có giá trị từ {since} đến {until}. Nếu không cố ý, bỏ mục to của mốc trên.",
    "content.fact.ended": (
        "Số liệu {fact} ({what}) chỉ có đến hết ngày {date}; trợ lý sẽ nói là chưa có số liệu. Thêm mốc mới, ví dụ "
        '{{from: 2027-07-01, value: ..., source: Nghị định ..., checked: "yes"}}.'
    ),
    "content.fact.review": "Số liệu {fact} ({what}) đến hạn xem lại ngày {date}. Đối chiếu với văn bản rồi sửa review_by.",
    "content.fact.unused": "Số liệu {fact} không có câu trả lời nào dùng. Gọi nó bằng {{{fact}}}, hoặc xóa đi.",
    "content.fact.unknown": "Câu {id} gọi {name}, nhưng facts.yml không có số liệu {fact}. Kiểm tra chính tả.",
    "content.fact.no_number": "Câu {id} gọi {name}, nhưng số liệu {fact} là chữ nên không nhân được. Chỉ viết {{{fact}}}.",
    "content.fact.no_factor": "Câu {id} gọi {name}: chỉ nhân được với số liệu có đơn vị “%” hoặc “lần”, ví dụ {{luong_co_so:bhyt_ty_le}}.",
    "content.fact.no_since": "Câu {id} gọi {name}, nhưng số liệu {fact} có mốc không ghi from nên không biết từ ngày nào. Thêm from.",
    # what is due
    "content.due.none": "Không có gì phải xem lại đến hết ngày {date}.",
    "content.due.head": "{count} việc phải xem lại đến hết ngày {date}.",
    "content.due.line": "{date}  {place}: {what}",
    "content.due.review": "xem lại {id} (hẹn ngày này)",
    "content.due.valid_to": "{id} hết hiệu lực, cần câu trả lời mới",
    "content.due.old": "{id} ghi nhận từ {as_of}, quá {months} tháng",
    "content.due.ends": "{id} chưa có quy định hoặc số liệu cho các ngày sau đó",
    "content.due.change": "{id} đổi sang quy định hoặc số liệu mới, nên đọc lại",
    "content.unknown_task": "Câu {id} dẫn tới việc {task} không có trong tasks.yml. Các việc được dùng: {known}.",
    "content.unknown_id": "Không có câu hỏi nào mang mã {id}. Kiểm tra chính tả của mã.",
    # training sentences
    "content.block": "Mỗi khối phải có “intent:” và “examples: |”, các câu bên dưới bắt đầu bằng “- ”.",
    "content.intent": "Không có câu hỏi hay việc nào tên {intent}. Kiểm tra chính tả; với câu hỏi, viết faq/<mã câu>.",
    "content.intent_twice": "{intent} đã có câu ở {where}. Các câu của một mã phải ở cùng một tệp.",
    "content.line": "Dòng này phải bắt đầu bằng “- ” rồi đến câu.",
    "content.none": "{intent} chưa có câu huấn luyện nào. Viết ít nhất {least} câu như người dân thường hỏi.",
    "content.few": "{intent} mới có {count} câu, nên có ít nhất {least}.",
    "content.twice": "Câu này đã có ở {where}. Bỏ một trong hai.",
    "content.near_other": "Câu này gần như trùng với câu của {other} ở {where}, máy không phân biệt được. Viết lại một trong hai.",
    "content.near_accents": "Câu này chỉ khác dấu với câu của {other} ở {where}. Người gõ không dấu sẽ bị hiểu nhầm.",
    "content.near_same": "Câu này gần như trùng với câu ở {where}, không giúp máy học thêm. Nên thay bằng cách hỏi khác hẳn.",
    "content.personal": "Dòng này có {what}, có thể là dữ liệu cá nhân. Thay bằng {handle}.",
    "content.number": "một số dài",
    "content.email": "một địa chỉ email",
    "content.handle": "Không có ký hiệu [{kind}_1]. Các ký hiệu được dùng: {known}.",
}
