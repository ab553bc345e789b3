"""How the headings of registers, lists and annexes say what a column holds: an officer's table.

Per column the phrases of which one must be there, then the words that may stand beside them; all
without marks and in small letters, as headings are compared. What is not in the table is asked on
the page of the columns.
"""

from collections.abc import Mapping

from certifications.imports.shape.meaning import Phrases

_WHO = "chu the co so don vi htx dn hop tac xa doanh nghiep ho to chuc nguoi"
_MAKES = "san xuat kinh doanh sx kd sxkd che bien"
_RECOGNISED = "cong nhan duoc dat ocop san pham sp giay chung gcn phe duyet ket qua danh gia"
_UNITS = "ten xa phuong thi tran tt dac khu huyen quan tx tp thanh pho tinh thon ban to ap khu"

PHRASES: Mapping[str, Phrases] = {
    "product": Phrases.of(
        "san pham, sp, ten hang hoa, mat hang",
        "ten tham gia dang ky du thi cong nhan dat chuan duoc danh muc chinh dich vu de nghi hang hoa"
        " chung nhan tren nhan hieu",
    ),
    "producer": Phrases.of(
        "chu the, co so, don vi, doanh nghiep, to chuc, hop tac xa, htx, nha san xuat",
        f"ten {_WHO} {_MAKES} tham gia dang ky thuc hien ca nhan quan ly san pham sp cong ty nong dan"
        " hoi vien duoc",
    ),
    "producer+address": Phrases.of(
        "ten dia chi, ten va dia chi, chu the dia chi, chu the va dia chi",
        f"{_WHO} {_MAKES} va",
    ),
    "representative+phone": Phrases.of("nguoi lien he dien thoai, dai dien dien thoai", "va so"),
    "kind": Phrases.of(
        "loai hinh, hinh thuc to chuc, loai chu the, nhom chu the, thanh phan kinh te",
        f"{_WHO} {_MAKES} kinh te phap ly hoat dong",
    ),
    "group": Phrases.of(
        "nhom san pham, nganh hang, nhom nganh, nganh, nhom, linh vuc, loai san pham, nhom sp,"
        " chung loai, phan nhom",
        "san pham hang sp nganh nhom",
    ),
    "set": Phrases.of("bo san pham, bo sp", "so"),
    "commune": Phrases.of(
        "xa phuong thi tran, xa phuong, xa thi tran, xa huyen, xa, phuong, dia ban, dia phuong,"
        " don vi hanh chinh, noi san xuat",
        f"{_UNITS} cap thuoc san xuat noi cu truoc dang ky dia ban",
    ),
    "district": Phrases.of(
        "huyen thi xa thanh pho, huyen thi xa tp, huyen tx tp, huyen thi xa, huyen thanh pho, huyen,"
        " quan huyen, thi xa thanh pho, huyen tp, thi xa, tx tp",
        "ten thi xa thanh pho tx tp quan huyen cu truoc thuoc cap dia ban",
    ),
    "province": Phrases.of("tinh thanh pho, tinh tp, tinh", "ten thanh pho tp cu thuoc"),
    "address": Phrases.of(
        "dia chi, tru so, noi o, dia diem, thon ban, thon xom, thon, to dan pho",
        f"{_UNITS} {_WHO} {_MAKES} chi tiet lien he chinh noi cu truoc day hien nay xom dia"
        " thuong tru tru so dat tai",
    ),
    "representative": Phrases.of(
        "dai dien, nguoi dai dien, ho va ten, ho ten, chu co so, chu ho, giam doc, nguoi dung dau,"
        " chu nhiem, nguoi lien he, ten chu co so, ho ten chu co so, ho va ten chu co so,"
        " ho va ten chu the, ho ten chu the, ho ten chu ho",
        f"{_WHO} phap luat phap ly theo ten chu ho va giam doc lien he ong ba",
    ),
    "phone": Phrases.of(
        "dien thoai, so dien thoai, sdt, so dt, dt, di dong, hotline, tel, so zalo, lien lac",
        f"{_WHO} so zalo di dong lien he lac email mail fax facebook dai dien hotline ban dien thoai",
    ),
    "tax_code": Phrases.of("ma so thue, mst, ma so doanh nghiep, msdn, ma thue", f"{_WHO} so ma"),
    "registration_number": Phrases.of(
        "dang ky kinh doanh, dkkd, giay phep kinh doanh, gpkd, dang ky hkd",
        "so giay chung nhan gcn ma ho",
    ),
    "gtin": Phrases.of("ma vach, gtin, ma so ma vach", "so ma san pham"),
    "code": Phrases.of("ma san pham, ma ocop, ma sp, ma so san pham", "so ma"),
    "stars": Phrases.of(
        "hang sao, so sao, xep hang, phan hang, xep loai, dat hang, dat sao, hang, sao, ket qua,"
        " hang dat, cap sao, thu hang, ket qua xep hang, ket qua phan hang, ket qua danh gia",
        "ket qua dat duoc cong nhan san pham sp danh gia xep hang so sao cap phan loai tinh chung nhan",
    ),
    "score": Phrases.of(
        "diem trung binh, diem tb, tong diem, diem danh gia, diem, so diem, diem so, diem binh quan,"
        " trung binh cong, dtb",
        "danh gia tb trung binh hoi dong cham cap tinh dat tong san pham ket qua binh quan",
    ),
    "day": Phrases.of(
        "ngay thang nam cap, ngay thang nam, ngay cap, ngay ky, ngay quyet dinh, ngay qd,"
        " ngay cong nhan, ngay ban hanh, ngay, ngay thang, thoi gian cong nhan, thoi gian cap,"
        " thoi diem cong nhan, thang nam, thoi diem, ngay ra qd, tu ngay, hieu luc tu",
        f"{_RECOGNISED} thang nam cap ky quyet dinh qd ban hanh sao ra so phan hang xep ngay hieu luc",
    ),
    "year": Phrases.of("nam", f"{_RECOGNISED} cap xep hang phan sao lan"),
    "number": Phrases.of(
        "so quyet dinh, so qd, quyet dinh so, qd so, quyet dinh, qd, so va ky hieu, so ky hieu,"
        " so van ban, van ban, so ngay thang nam, so ngay thang, so ngay, so hieu, so ngay qd,"
        " so ngay quyet dinh",
        f"{_RECOGNISED} so ky hieu ban hanh cap sao xep hang phan ubnd tinh huyen van ve ngay thang nam"
        " cua quyet dinh qd ra",
    ),
    "issuer": Phrases.of(
        "co quan ban hanh, don vi ban hanh, co quan cap, don vi cap, co quan cong nhan,"
        " co quan ra quyet dinh, noi cap, cap ban hanh, cap quyet dinh, noi ban hanh, co quan ky,"
        " co quan quyet dinh, don vi cong nhan, don vi ra quyet dinh",
        f"{_RECOGNISED} quyet dinh qd giay",
    ),
    "level": Phrases.of("cap cong nhan, cap xep hang", "san pham"),
    "expires": Phrases.of(
        "ngay het han, het han, het hieu luc, ngay het hieu luc, thoi han, han, hieu luc den,"
        " gia tri den, thoi gian hieu luc, hieu luc, thoi han hieu luc, den ngay, gia tri,"
        " thoi gian gia tri",
        f"{_RECOGNISED} ngay thoi han hieu luc den tu thang nam het",
    ),
    "note": Phrases.of("ghi chu, chu thich, luu y", "khac"),
    "total": Phrases.of(
        "tong diem, diem trung binh, diem tb, diem tong hop, ket qua diem, diem binh quan, binh quan,"
        " trung binh cong, dtb, tbc",
        "hoi dong danh gia tb trung binh cham cong chung binh quan",
    ),
    "part_a": Phrases.of("phan a, diem phan a", "diem"),
    "part_b": Phrases.of("phan b, diem phan b", "diem"),
    "part_c": Phrases.of("phan c, diem phan c", "diem"),
    "revenue": Phrases.of("doanh thu", "nam dong"),
    "email": Phrases.of("email, thu dien tu, e mail, mail", f"{_WHO} dia chi hop"),
    "website": Phrases.of("website, trang web, web", f"{_WHO} dia chi"),
}
# What a kind calls otherwise: kind → word of the table → its column.
CALLED: Mapping[str, Mapping[str, str]] = {
    "producers": {
        "producer": "name",
        "representative": "representative_name",
        "commune": "place",
    },
    "products": {"product": "name"},
}


def phrases_of(kind: str) -> dict[str, Phrases]:
    """The table with the names that one kind of file gives its columns."""
    called = CALLED.get(kind, {})
    return {
        "+".join(called.get(one, one) for one in name.split("+")): phrases
        for name, phrases in PHRASES.items()
    }
